/**
 * Asks the language model about what waits. What customers say stands from the first moment as the rules read it; this lays the
 * model's reading over it when there is one. Each workspace has a worker of its own in a process, so that a model that hangs
 * delays nobody else's; what is under way is leased in Postgres, so that a killed process loses nothing.
 */
import type { Lane } from '#platform/events';
import type { ModelAt, ModelTrouble } from '#platform/language-model';
import type { Tx } from '#platform/postgres';
import { sentOf } from '#platform/text';
import { copyChannel, type VoiceDeps } from '../ground.ts';
import { copySoon, enterReadingRoom, readAgain } from '../keep.ts';
import { dayAt, nextDay, questionOf, restAfter, triesAtMost } from '../rules/model.ts';
import { holdFeedback, rereadFeedback } from '../store/feedback.ts';
import { type Came, modelAt, put, timeoutMs } from './question.ts';
import * as store from './store.ts';

export interface Asker {
  lane: Lane;
  /** Asks until nothing waits, the budget is spent or the model rests; answers when that is so. */
  serve(workspaceId: string): Promise<void>;
  /** Breaks off what is under way; whoever looks after its lease takes it up again. */
  stop(): Promise<void>;
}

/** Asked at once while it answers; one at a time while it does not. */
const atOnce = 4;
const leaseMs = 3 * timeoutMs;

interface Asking {
  question: string;
  sent: string;
  /** Records that said the same. */
  records: store.Waiting[];
}

type Answered = Asking & { came: Came; isCached: boolean };

export function createAsker(deps: VoiceDeps): Asker {
  const { db, clock, log } = deps;
  const stopping = new AbortController();
  const workers = new Map<string, Promise<void>>();

  /** True when there may be more to do at once. */
  async function round(workspaceId: string): Promise<boolean> {
    const taken = await take(workspaceId);
    if (taken === undefined) return false;
    const { row, at, askings } = taken;
    const answered = await Promise.all(askings.map((asking) => answer(workspaceId, at, asking)));
    await note(workspaceId, row.failures, answered);
    return answered.some(({ came }) => came.said !== undefined);
  }

  /** The newest first: with a small budget, what is said today counts more than what waited. */
  async function take(workspaceId: string) {
    return db.inWorkspace(workspaceId, async (tx) => {
      const now = clock.now();
      const row = await store.findModel(tx, workspaceId);
      if (!row?.settings.on || (row.restsUntil && row.restsUntil.getTime() > now)) return undefined;
      const { requests, tokens } = await store.dayOf(tx, workspaceId, dayAt(now));
      if (requests >= row.settings.requestsADay || tokens >= row.settings.tokensADay) return undefined;
      const limit = row.failures > 0 ? 1 : atOnce;
      const waiting = await store.claim(tx, workspaceId, { now: new Date(now), until: new Date(now + leaseMs), limit });
      if (waiting.length === 0) return undefined;
      const askings = new Map<string, Asking>();
      for (const record of waiting) {
        const sent = sentOf(record.text, record.language);
        const question = questionOf(row.settings, sent);
        const same = askings.get(question);
        if (same) same.records.push(record);
        else askings.set(question, { question, sent, records: [record] });
      }
      return { row, at: modelAt(deps, workspaceId, row), askings: [...askings.values()] };
    });
  }

  async function answer(workspaceId: string, at: ModelAt, asking: Asking): Promise<Answered> {
    const known = await db.inWorkspace(workspaceId, (tx) => store.findAnswer(tx, workspaceId, asking.question), {
      readOnly: true,
    });
    if (known !== undefined) return { ...asking, came: { ...known, tokens: 0, ms: 0 }, isCached: true };
    return { ...asking, came: await put(deps, workspaceId, at, asking.sent, stopping.signal), isCached: false };
  }

  async function note(workspaceId: string, failures: number, answered: Answered[]): Promise<void> {
    const now = clock.now();
    for (const one of answered) await keepOrPutOff(workspaceId, one);
    const troubles = answered.flatMap(({ came: { trouble }, records }) => (trouble === undefined ? [] : [{ trouble, records }]));
    const met = troubles.flatMap(({ trouble }) => (trouble === 'over_budget' ? [] : [trouble]));
    await db.inWorkspace(workspaceId, async (tx) => {
      const [first] = met;
      if (first !== undefined) {
        const pause = restAfter(failures + 1, Math.max(...met.map(({ pauseMs }) => pauseMs)));
        await store.noteTrouble(tx, workspaceId, shownTrouble(first, now), new Date(now + pause));
      }
      // One failure a round, however many were in it; a single answer shows that the model is there.
      if (answered.some(({ came, isCached }) => came.said !== undefined && !isCached)) await store.noteWell(tx, workspaceId);
      for (const { trouble, records } of troubles) {
        if (trouble === 'over_budget') await putOff(tx, workspaceId, records, { at: nextDay(now), isCounted: false });
        else await putOff(tx, workspaceId, records, { isCounted: !trouble.isOfTheServer });
      }
    });
  }

  /** What cannot be kept counts as not answered: else it would be asked, and paid, for ever. */
  async function keepOrPutOff(workspaceId: string, answered: Answered): Promise<void> {
    try {
      await keep(workspaceId, answered);
    } catch (error) {
      log.error({ err: error, workspaceId }, 'what the language model answered cannot be kept');
      await db.inWorkspace(workspaceId, (tx) => putOff(tx, workspaceId, answered.records, { isCounted: true }));
    }
  }

  /** Tried again later, or no more when it has brought nothing so often. What was not the text's fault does not count. */
  async function putOff(
    tx: Tx,
    workspaceId: string,
    records: store.Waiting[],
    { at, isCounted }: { at?: Date; isCounted: boolean },
  ) {
    for (const { id, tries } of records) {
      const isOver = isCounted && tries >= triesAtMost;
      const later = at ?? new Date(clock.now() + restAfter(tries));
      await store.askLater(tx, workspaceId, [id], { at: isOver ? null : later, uncounted: !isCounted });
    }
  }

  /** The words of a record may be gone meanwhile: then the answer goes too. */
  async function keep(workspaceId: string, { question, records, came, isCached }: Answered): Promise<void> {
    if (came.said === undefined) return;
    const answer = { said: came.said, readBy: came.readBy };
    await db.inWorkspace(workspaceId, async (tx) => {
      const room = await enterReadingRoom(tx, workspaceId);
      let left = 0;
      for (const { id } of records) {
        const row = await holdFeedback(tx, workspaceId, id);
        if (row === undefined) continue;
        left += 1;
        await rereadFeedback(tx, workspaceId, id, await readAgain(deps, tx, workspaceId, room, { ...row, modelSaid: came.said }));
        await store.markRead(tx, workspaceId, id, { ...answer, question });
      }
      if (left > 0) await store.keepAnswer(tx, workspaceId, question, answer);
      const cached = isCached ? records.length : records.length - 1;
      if (cached > 0) await store.countCached(tx, workspaceId, dayAt(clock.now()), cached);
      copySoon(deps, tx, workspaceId);
    });
  }

  async function work(workspaceId: string): Promise<void> {
    try {
      while (!stopping.signal.aborted && (await round(workspaceId)));
    } catch (error) {
      // What was claimed comes back when its lease ends; the lane's sweep calls again.
      if (!stopping.signal.aborted) log.error({ err: error, workspaceId }, 'asking the language model was interrupted');
    } finally {
      workers.delete(workspaceId);
    }
  }

  function serve(workspaceId: string): Promise<void> {
    if (stopping.signal.aborted) return Promise.resolve();
    const present = workers.get(workspaceId);
    if (present !== undefined) return present;
    const worker = work(workspaceId);
    workers.set(workspaceId, worker);
    return worker;
  }

  return {
    serve,
    lane: {
      name: 'measure.voice_model',
      channel: copyChannel,
      sweepMs: 5_000,
      restMs: 200,
      // The lane only calls: other workspaces do not wait for this one's model.
      step: async (workspaceId) => {
        void serve(workspaceId);
        return false;
      },
    },
    async stop() {
      stopping.abort(new Error('stopping'));
      await Promise.all(workers.values());
    },
  };
}

const shownTrouble = ({ code, detail }: ModelTrouble, now: number): store.Trouble => ({
  at: new Date(now).toISOString(),
  code,
  detail,
});
