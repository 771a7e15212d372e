/**
 * A mail that asks: the first question stands in it, every answer is a link. A link only opens the page with that answer
 * chosen; what counts is that somebody sends it there. So the programs that follow links in mails answer nothing.
 */
import type { SurveyQuestion } from '../../contract/surveys.ts';
import { wordIn } from './wording.ts';

const words = {
  en: {
    open: 'Answer here',
    why: 'You get this because you were in touch with us.',
    confirm: 'Choose an answer; you confirm it on the next page.',
  },
  it: {
    open: 'Risponda qui',
    why: 'Riceve questo messaggio perché è stato in contatto con noi.',
    confirm: 'Scelga una risposta; la conferma nella pagina che si apre.',
  },
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
/** More do not fit beside each other on a phone, nor in a reader's patience. */
const mostChoices = 11;

export function invitationMail(
  name: string,
  questions: readonly SurveyQuestion[],
  link: string,
  locale: string | undefined,
): { subject: string; text: string; html: string } {
  const [first] = questions;
  const say = locale?.startsWith('it') ? words.it : words.en;
  const title = first ? wordIn(first.title, locale) : name;
  const choices = first ? choicesOf(first, locale) : [];
  const linkTo = (value: string) => `${link}&q=${encodeURIComponent(first?.name ?? '')}&a=${encodeURIComponent(value)}`;
  const text = [
    title,
    '',
    ...choices.map(({ value, text: label }) => `${label}: ${linkTo(value)}`),
    ...(choices.length > 0 ? ['', say.confirm] : []),
    `${say.open}: ${link}`,
    '',
    say.why,
  ].join('\n');
  const button = ({ value, text: label }: { value: string; text: string }) =>
    `<a href="${escaped(linkTo(value))}" style="display:inline-block;min-width:24px;margin:2px;padding:10px 8px;border:1px solid #868e96;border-radius:6px;color:#1864ab;text-align:center;text-decoration:none">${escaped(label)}</a>`;
  const html = [
    `<p style="font-size:18px">${escaped(title)}</p>`,
    choices.length > 0 ? `<p>${choices.map(button).join(' ')}</p><p>${escaped(say.confirm)}</p>` : '',
    `<p><a href="${escaped(link)}">${escaped(say.open)}</a></p><p style="color:#495057;font-size:13px">${escaped(say.why)}</p>`,
  ].join('\n');
  return { subject: title.slice(0, 200), text, html };
}

function choicesOf({ kind, min, max, choices, many }: SurveyQuestion, locale: string | undefined) {
  if (many) return [];
  if (choices !== null && kind === 'choice')
    return choices.length > mostChoices ? [] : choices.map(({ value, text }) => ({ value, text: wordIn(text, locale) }));
  if (min === null || max === null || !Number.isInteger(min) || max - min >= mostChoices) return [];
  return Array.from({ length: max - min + 1 }, (_one, at) => ({ value: String(min + at), text: String(min + at) }));
}
