/** Moments: nobody owns the customer, but someone always owns the moment. */
import type { Listen } from '#listen';
import type { Policy } from '#platform/auth';
import type { Lanes } from '#platform/events';
import type { Files } from '#platform/files';
import type { Health } from '#platform/health';
import type { Bind } from '#platform/http';
import type { Metrics } from '#platform/metrics';
import type { Tx } from '#platform/postgres';
import { type Clocks, createClocks } from './clocks/clocks.ts';
import { noteFired } from './clocks/note-fired.ts';
import { bindClockRoutes } from './clocks/routes.ts';
import { createSettings } from './clocks/settings.ts';
import { hearCarried } from './conversations/carried.ts';
import type { Bringing } from './conversations/files.ts';
import { hearMessages } from './conversations/hear.ts';
import { keepChatsInformed, openTopics } from './conversations/live.ts';
import { hearDispatch, type Speaking, sendDue } from './conversations/speak.ts';
import { type ForColleague, openFor, settleFor } from './for-colleagues.ts';
import type { Ground } from './ground.ts';
import { alongOf } from './inbox.ts';
import { watchListening } from './listening/listen-in.ts';
import { bindListening } from './listening/routes.ts';
import { eraseExpectations } from './opening-rules/store/expectations.ts';
import { watchRules } from './opening-rules/watch-rules.ts';
import type { Acting } from './ownership/acts.ts';
import { whyNobodyOwns } from './ownership/nobody.ts';
import { createOwnership } from './ownership/ownership.ts';
import type { NobodyWhy } from './ownership/rules/nobody.ts';
import { watchMoments } from './ownership/watch.ts';
import { bindRoutes } from './routes.ts';
import { answerers } from './store/agents.ts';
import { customerWords, eraseSaid, findEntry, idsOf, type Said, saidWith, threadsOf } from './store/entries.ts';
import { idsAfter, type MomentMeasure, measures } from './store/measures.ts';
import { findMoment } from './store/moments.ts';
import { erasePromises, listPromises } from './store/promises.ts';

export interface MomentsDeps extends Omit<Ground, 'clocks'> {
  listen: Pick<Listen, 'channels' | 'chat' | 'ears' | 'readLog' | 'anyAfter' | 'heardLately' | 'sourceKinds' | 'sendersByNo'>;
  lanes: Pick<Lanes, 'add'>;
  bind: Bind;
  policy: Policy;
  metrics: Metrics;
  health: Pick<Health, 'add'>;
  files: Pick<Files, 'of' | 'read' | 'save' | 'erase' | 'link' | 'onView'>;
}

export interface Moments {
  /** What is open, for what needs nobody's eyes: the audit of the promise. */
  readonly name: 'moments';
  /** These moments, counted the same way whatever their channel; unknown ids are left out. */
  measures(tx: Tx, workspaceId: string, momentIds: readonly string[], pauseMinutes: number): Promise<MomentMeasure[]>;
  /** Ids of moments in order, from the first on. */
  idsAfter(tx: Tx, workspaceId: string, after: string | null, limit: number): Promise<string[]>;
  /** Queues, archived ones too, and who answers for what lies in each; null while nobody could be named. */
  queues(tx: Tx, workspaceId: string): Promise<{ id: string; name: string; answererId: string | null }[]>;
  /** Of these moments, those that a queue holds because nobody could be found, with why; the others are left out. */
  whyNobodyOwns(tx: Tx, workspaceId: string, momentIds: readonly string[]): Promise<Map<string, NobodyWhy>>;
  /** What a customer wrote, by the entry that `moments.customer_wrote` names; undefined once it was erased. */
  customerWords(tx: Tx, workspaceId: string, entryId: string): Promise<Said | undefined>;
  /** Whose a moment is and where they last wrote; undefined when nobody wrote, or nowhere we could answer. */
  whereTheyWrote(
    tx: Tx,
    workspaceId: string,
    momentId: string,
  ): Promise<{ sender: { no: string; type: string; value: string }; channelId: string; thread: string } | undefined>;
  /**
   * Opens a moment in which no customer spoke, for the colleague who should see to it: theirs when they are here to act, else
   * a queue's until somebody is. Answers its id, also when the same `key` opened it before.
   */
  openFor(tx: Tx, workspaceId: string, asked: ForColleague): Promise<string>;
  /** What it was opened for is settled by that person's word; one that is settled already stays as it is. */
  settleFor(tx: Tx, workspaceId: string, momentId: string, how: { outcome: string; by: string; note: string }): Promise<void>;
}

export { customerAnswered, customerWrote, momentEvents, momentResolved } from './events.ts';
export type { ForColleague, MomentMeasure, NobodyWhy, Said };

const sendEveryMs = 1_000;

export function createMoments(deps: MomentsDeps): Moments {
  const { db, audit, clock, listen, people, customers, jobs, bind, policy } = deps;
  const clocks = createClocks({
    ...deps,
    managerOf: async (workspaceId, id) => (await people.employee(workspaceId, id))?.manager?.id ?? null,
    onFired: (tx, workspaceId, fired) => noteFired(ground, tx, workspaceId, fired),
  });
  const ground: Ground = { ...deps, clocks };
  const ownership = createOwnership(ground);
  const room: Acting & Speaking & Bringing = {
    ...ground,
    files: deps.files,
    ownership,
    leads: ({ role }) => policy(role, 'moments.lead'),
    async filesOf(tx, workspaceId, ids) {
      const found = [];
      for (const id of ids) {
        const file = await deps.files.read(tx, workspaceId, id);
        if (file) found.push({ fileId: id, name: file.name, type: file.type, size: file.size });
      }
      return found;
    },
  };
  listen.channels.onMessage(hearMessages(ground, ownership));
  listen.channels.onDispatch((tx, workspaceId, news) => hearDispatch(room, tx, workspaceId, news));
  listen.chat.onCarried(hearCarried(ground, ownership));
  people.onStanding(ownership.standing);
  openTopics(ground);
  keepChatsInformed(ground);
  // A picture inside a message, for whoever could read the message a while ago.
  deps.files.onView('entry', async (tx, workspaceId, entryId, fileId) => {
    const entry = await findEntry(tx, workspaceId, entryId);
    return entry !== undefined && alongOf(entry).has(fileId);
  });
  bindRoutes(bind, room);
  const changed: Clocks['settingsChanged'] = async (tx, workspaceId) => {
    await clocks.settingsChanged(tx, workspaceId);
    // When somebody is back is read from the same calendars.
    tx.afterCommit(() => listen.chat.staffingChanged(workspaceId));
  };
  bindClockRoutes({ bind, db, clock, settings: createSettings({ db, audit, changed }) });
  watchRules({ ...deps, ownership });
  watchMoments(room, deps);
  bindListening(bind, ground);
  watchListening(ground);
  jobs.every('moments.send_due', sendEveryMs, async () => {
    for (const workspaceId of await db.workspaceIds()) await sendDue(room, workspaceId);
  });
  /** What colleagues brought to their moments. */
  const eraseFiles = async (tx: Tx, workspaceId: string, senderNos: readonly string[]) => {
    const ids: string[] = [];
    for (const moment of await idsOf(tx, workspaceId, senderNos))
      for (const file of await deps.files.of(tx, workspaceId, `moment:${moment.id}`)) ids.push(file.id);
    return deps.files.erase(tx, workspaceId, ids);
  };
  customers.holds({
    name: 'moments',
    export: async (tx, { workspaceId, senderNos }) => ({
      conversations: await saidWith(tx, workspaceId, senderNos),
      promises: (await listPromises(tx, workspaceId, { senderNos, open: false }, 10_000)).map(
        ({ text, madeAt, dueAt, outcome }) => ({
          ...{ text, madeAt, dueAt, outcome },
        }),
      ),
    }),
    erase: async (tx, { workspaceId, senderNos }) => [
      { store: 'moments.promise', rows: await erasePromises(tx, workspaceId, senderNos) },
      { store: 'moments.expectation', rows: await eraseExpectations(tx, workspaceId, senderNos) },
      { store: 'platform.file', rows: await eraseFiles(tx, workspaceId, senderNos) },
      ...(await eraseSaid(tx, workspaceId, senderNos)),
    ],
    eraseCopies: async () => [],
  });
  return {
    name: 'moments',
    measures,
    idsAfter,
    queues: answerers,
    whyNobodyOwns,
    customerWords,
    openFor: (tx, workspaceId, asked) => openFor(room, tx, workspaceId, asked),
    settleFor: (tx, workspaceId, momentId, how) => settleFor(room, tx, workspaceId, momentId, how),
    async whereTheyWrote(tx, workspaceId, momentId) {
      const moment = await findMoment(tx, workspaceId, momentId);
      const [last] = (await threadsOf(tx, workspaceId, momentId)).filter(({ channelId }) => channelId === moment?.channelId);
      if (!moment?.senderNo || last === undefined) return undefined;
      const { channelId, thread, toType, toValue } = last;
      return { sender: { no: moment.senderNo, type: toType, value: toValue }, channelId, thread };
    },
  };
}
