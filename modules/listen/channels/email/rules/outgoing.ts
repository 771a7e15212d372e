/** Mail of ours: headers that stay one line (case C14), and when a machine of ours may speak (cases C05, C06, C07). */
import type { Nature } from './classify.ts';
import type { Verdict } from './verdict.ts';

/** One line, whatever somebody wrote: a line break would begin a header of theirs. */
export function oneLine(text: string, limit: number): string {
  const plain = [...text.toWellFormed()].map((char) => (char < ' ' || /[\u007f-\u009f\u2028\u2029]/.test(char) ? ' ' : char));
  return plain.join('').replace(/\s+/g, ' ').trim().slice(0, limit);
}

/** `Re:` once, whatever stood before it in whichever language. */
export function replySubject(subject: string): string {
  const bare = oneLine(subject, 900).replace(/^(?:\s*(?:re|aw|antw|sv|vs|r|rif|tr|fwd?|wg|i)\s*(?:\[\d+\])?\s*:)+\s*/i, '');
  return `Re: ${bare}`.trim();
}

/** Machine to one address, in one hour; a human's answers are not counted. */
export const mostAutomaticAnHour = 2;

/** Whether an acknowledgement may be sent; undefined when it may, else why not. */
export function mayNotAcknowledge(mail: {
  nature: Nature;
  verdict: Verdict;
  ownAddress: boolean;
  acknowledgedLately: boolean;
  automaticLastHour: number;
}): string | undefined {
  if (mail.nature !== 'human') return 'a machine wrote it';
  if (mail.ownAddress) return 'it is from an address of ours';
  // Whoever did not surely write this may be a victim somebody else names: no backscatter.
  if (mail.verdict !== 'pass') return 'it is not sure who wrote it';
  if (mail.acknowledgedLately) return 'they were told already';
  if (mail.automaticLastHour >= mostAutomaticAnHour) return 'two machines may be talking';
  return undefined;
}

/** Marks everything that leaves, so that it is known when it comes back. */
export const loopHeader = 'x-verona-loop';
