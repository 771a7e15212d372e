/** A moment as a line of the conversation measure. */
import type { MomentMeasure } from '#moments';
import { feelingUnsaid } from './words.ts';

/** What a customer's words tell; null where they cannot be read. */
export interface Feeling {
  emotion: string | null;
  sentiment: number | null;
}

const openers: Record<string, string> = {
  message: 'customer',
  opening_rule: 'rule',
  by_hand: 'colleague',
  for_colleague: 'rule',
};

export const lineColumns = [
  ...['workspace', 'moment', 'version', 'gone', 'no', 'sender', 'channel', 'moment_kind', 'language', 'opened_by', 'opened_at'],
  ...['outcome', 'answer', 'contacts', 'messages', 'transfers', 'reopened', 'answered_by', 'answer_seconds', 'resolved_seconds'],
  ...['rating', 'emotion', 'sentiment', 'goodwill', 'owner'],
];

/** As JSONCompactEachRow. A moment that went on in another one is measured there: its own line goes. */
export function lineOf(workspaceId: string, version: string, measure: MomentMeasure, feeling: Feeling | undefined): string {
  const outcome = measure.outcome ?? 'open';
  const unanswered = measure.outcome === null ? 'not yet' : 'nobody';
  const goodwill = Object.fromEntries(measure.goodwill.map(({ currency, amount }) => [currency, inMajor(amount, currency)]));
  const cells = [
    measure.channel ?? 'none',
    measure.kind,
    measure.language ?? '',
    openers[measure.openedBy] ?? 'unknown',
    measure.openedAt.toISOString(),
    outcome,
    measure.answerSeconds === null ? unanswered : 'human',
    measure.contacts,
    measure.messages,
    measure.transfers,
    measure.reopened,
    measure.answeredBy,
    notBefore(measure.answerSeconds),
    notBefore(measure.resolvedSeconds),
    measure.rating,
    feeling?.emotion ?? feelingUnsaid,
    feeling?.sentiment ?? null,
    goodwill,
    measure.owner,
  ];
  const gone = Number(outcome === 'merged');
  const rest = cells.map((cell) => JSON.stringify(cell)).join(',');
  // 64-bit integers stay text until the engine reads them.
  return `["${workspaceId}","${measure.id}",${version},${gone},${measure.no},${measure.senderNo ?? 0},${rest}]\n`;
}

/** What was said elsewhere before the moment was opened counts as at once. */
const notBefore = (seconds: number | null) => (seconds === null ? null : Math.max(0, seconds));

function inMajor(minor: number, currency: string): number {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  return minor / 10 ** digits;
}
