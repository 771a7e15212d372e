/** How a finding moves: on by one stage, or back with a reason; decided is decided for a day. */
import { type Stage, stages } from '../../contract.ts';

export type Move = { ok: true } | { ok: false; field: 'to' | 'note' | 'dueOn'; message: string };

export function mayMove(from: Stage, to: Stage, { note, dueOn }: { note: string; dueOn: string | null }): Move {
  const [a, b] = [stages.indexOf(from), stages.indexOf(to)];
  if (a === b) return { ok: false, field: 'to', message: `it is ${from} already` };
  if (b > a + 1) return { ok: false, field: 'to', message: `from ${from} it goes to ${stages[a + 1]} first` };
  if (b < a && note.length < 3) return { ok: false, field: 'note', message: 'say why it goes back' };
  if (b >= stages.indexOf('decided') && dueOn === null) return { ok: false, field: 'dueOn', message: 'until when?' };
  return { ok: true };
}
