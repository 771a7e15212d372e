/** Which article first, for this person on this page at this moment, and why: the text decides most, the rest reorders. */
import { isFor } from './pages.ts';

export interface Found {
  /** BM25, comparable within one search only. */
  score: number;
  title: string;
  labels: readonly string[];
  pages: readonly string[];
  segments: readonly string[];
  due: boolean;
  /** Words of the question that stand in the title. */
  inTitle: readonly string[];
  /** How often it ended a moment lately. */
  used: number;
}

export interface Where {
  page: string | undefined;
  segments: readonly { id: string; name: string }[];
  labels: readonly string[];
}

/** What each reason is worth, as a factor on the text's score: enough to pass an article that is a little nearer in words. */
const worth = { page: 1.8, segment: 1.6, label: 1.3, due: 0.6, elsewhere: 0.75 };

export interface Judged {
  score: number;
  /** One sentence each, strongest first. */
  why: string[];
}

export function judge(found: Found, where: Where): Judged {
  const { page } = where;
  const said: { factor: number; sentence: string }[] = [];
  const pattern = page === undefined ? undefined : found.pages.find((one) => isFor(one, page));
  if (pattern !== undefined) said.push({ factor: worth.page, sentence: `Written for the page ${pattern}.` });
  else if (page !== undefined && found.pages.length > 0)
    said.push({ factor: worth.elsewhere, sentence: 'Written for other pages.' });
  const segment = where.segments.find(({ id }) => found.segments.includes(id));
  if (segment) said.push({ factor: worth.segment, sentence: `For customers in “${segment.name}”.` });
  else if (found.segments.length > 0) said.push({ factor: worth.elsewhere, sentence: 'Written for other customers.' });
  const label = found.labels.find((one) => where.labels.some((other) => other.toLowerCase() === one.toLowerCase()));
  if (label !== undefined) said.push({ factor: worth.label, sentence: `About “${label}”, as this moment is.` });
  if (found.used > 0) {
    const times = found.used === 1 ? 'once' : `${found.used} times`;
    said.push({
      factor: 1 + Math.min(0.2, Math.log10(1 + found.used) / 10),
      sentence: `Answered customers ${times} in the last 90 days.`,
    });
  }
  if (found.due) said.push({ factor: worth.due, sentence: 'Its review is due, so it stands lower.' });
  const words =
    found.inTitle.length > 0
      ? `Matches ${found.inTitle.map((word) => `“${word}”`).join(', ')} in the title.`
      : 'Matches what was said.';
  const weight = ({ factor }: { factor: number }) => Math.abs(Math.log(factor));
  return {
    score: said.reduce((score, { factor }) => score * factor, found.score),
    why: [words, ...said.toSorted((a, b) => weight(b) - weight(a)).map(({ sentence }) => sentence)],
  };
}
