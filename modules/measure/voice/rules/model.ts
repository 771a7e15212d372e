/** When a language model is asked, how long it is left alone, and what counts as the same question. */
import { createHash } from 'node:crypto';
import { askedEdition } from '#platform/text';
import type { ModelSettings, VoiceKind } from '../../contract.ts';

/** Whether what the rules read like this is asked about. */
export function isAsked(
  { on, languages, kinds }: Pick<ModelSettings, 'on' | 'languages' | 'kinds'>,
  { language, kind }: { language: string | null; kind: VoiceKind },
): boolean {
  return (
    on && (languages.length === 0 || languages.includes(language ?? 'unknown')) && (kinds.length === 0 || kinds.includes(kind))
  );
}

/** The same words to the same model by the same task are the same question, whoever said them. */
export const questionOf = ({ address, model }: Pick<ModelSettings, 'address' | 'model'>, sent: string): string =>
  createHash('sha256')
    .update(JSON.stringify([address, model, askedEdition, sent]))
    .digest('base64url');

/** As a record says it: the model as it names itself, and the edition of the task. */
export const readerOf = (model: string): string => `${model}, task ${askedEdition}`;

const firstRestMs = 5_000;
const longestRestMs = 3_600_000;

/** After so many rounds without an answer: 5 s, then four times as long each, an hour at most; longer when it asked for more. */
export const restAfter = (failures: number, askedForMs = 0): number =>
  Math.min(longestRestMs, Math.max(firstRestMs * 4 ** Math.min(failures - 1, 10), askedForMs));

/** A text that brought no answer so often stays as the rules read it. */
export const triesAtMost = 3;

/** Budgets are by days of UTC: servers bill by them, and no clock is turned back in them. */
export const dayAt = (now: number): string => new Date(now).toISOString().slice(0, 10);
export const nextDay = (now: number): Date => new Date((Math.floor(now / 86_400_000) + 1) * 86_400_000);
