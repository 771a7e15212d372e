/** The way from a mapping's messages into the log: the same intake as every other event, patient when it is full. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '#platform/contract';
import { refusals } from '../contract.ts';
import { type Intake, IntakeFull } from '../ingest/intake.ts';
import { type Message, readMessage } from '../ingest/rules/read-message.ts';
import type { MappedMessage } from '../mapping/contract.ts';

/** `kept`: committed now or before. `conflict`: the same id was kept with other content. */
export type Accepted = { outcome: 'kept' } | { outcome: 'conflict' } | { outcome: 'refused'; field: string; reason: string };

/** Resolves after commit, one answer a message, in order. Accepting the same messages again changes nothing. */
export type Accept = (
  to: { workspaceId: string; sourceId: string },
  messages: MappedMessage[],
  signal: AbortSignal,
) => Promise<Accepted[]>;

const waitMs = 200;

export function acceptInto(intake: Intake, { now, newId }: { now(): number; newId(): string }): Accept {
  return async (to, messages, signal) => {
    const receivedAt = now();
    const answers = messages.map((message) => readMessage(message, { receivedAt, newId }));
    const usable: Message[] = answers.flatMap((answer) => (answer.ok ? [answer.message] : []));
    const items = usable.map((message) => ({ message, trusted: true }));
    const outcomes = await patiently(() => intake.accept({ ...to, trusted: true }, items), signal);
    let next = 0;
    return answers.map((answer) => {
      if (!answer.ok) return { outcome: 'refused', field: answer.field, reason: answer.reason };
      const outcome = outcomes[next];
      next += 1;
      return { outcome: outcome === 'conflict' ? 'conflict' : 'kept' };
    });
  };
}

/** People's events go first: an import that finds the intake, or the disk, full waits for room. */
async function patiently<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof IntakeFull || (error instanceof Refusal && error.kind === refusals.disk_full))) throw error;
      await sleep(waitMs, undefined, { signal });
    }
  }
}
