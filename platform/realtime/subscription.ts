/** One subscription of one socket to a topic with a source: pulled, so a slow reader slows only itself and loses nothing. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal, type Topic } from '#platform/contract';
import type { Log } from '#platform/log';
import type { Connection } from './connection.ts';
import { closeCodes } from './contract.ts';
import type { TopicSource } from './realtime.ts';

export interface Pull {
  /** There may be something new. */
  nudge(): void;
  end(): void;
}

/** Above this, wait for the reader before asking the source for more. */
const enoughBytes = 256 * 1024;
const drainMs = 20;
const readerPatienceMs = 15_000;
const laterMs = 50;
const afterErrorMs = 1_000;

export function startPull(deps: {
  id: string;
  topic: Topic;
  source: TopicSource;
  key: string | undefined;
  /** Where the client wants to resume; undefined: now. */
  cursor: string | undefined;
  connection: Connection;
  log: Log;
  /** The source refused: the subscription is over. */
  refused(error: Refusal): void;
}): Pull {
  const { id, topic, source, key, connection, log } = deps;
  let { cursor } = deps;
  let ended = false;
  let told = false;
  let asked = true;
  let running = false;
  const going = () => !ended && connection.open();

  function nudge(): void {
    asked = true;
    if (!running) {
      running = true;
      void run();
    }
  }

  async function run(): Promise<void> {
    while (asked && going()) {
      // Before the question, so that what happens during it is asked for again.
      asked = false;
      try {
        await ask();
      } catch (error) {
        if (error instanceof Refusal) {
          deps.refused(error);
          return;
        }
        log.error({ err: error, topic: topic.id }, 'A source failed; it is asked again');
        asked = true;
        await sleep(afterErrorMs);
      }
    }
    running = false;
  }

  async function ask(): Promise<void> {
    await readerReady();
    if (!going()) {
      return;
    }
    const answer = await source.after(connection.seat.principal, cursor, key);
    if (!going()) {
      return;
    }
    if (!told) {
      told = true;
      connection.send({ type: 'subscribed', id, cursor: cursor ?? answer.cursor ?? null });
    }
    const before = cursor ?? answer.cursor ?? null;
    const after = answer.cursor ?? before;
    for (const [i, message] of answer.messages.entries()) {
      const last = i === answer.messages.length - 1;
      const checked = topic.message.safeParse(message);
      if (checked.success) {
        connection.send({ type: 'message', id, cursor: last ? after : before, message: checked.data });
      } else {
        log.error({ err: checked.error, topic: topic.id }, 'A source gave what its topic does not allow; it is left out');
      }
    }
    cursor = after ?? undefined;
    if (answer.more) {
      asked = true;
    }
    if (answer.more === 'later') {
      await sleep(laterMs);
    }
  }

  async function readerReady(): Promise<void> {
    const deadline = performance.now() + readerPatienceMs;
    while (going() && connection.waiting() > enoughBytes) {
      if (performance.now() > deadline) {
        connection.close(closeCodes.tooSlow, 'Too slow: nothing was read for a while. Resume from the last cursor.');
      }
      await sleep(drainMs);
    }
  }

  nudge();
  return {
    nudge,
    end: () => {
      ended = true;
    },
  };
}
