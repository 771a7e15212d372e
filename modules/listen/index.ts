/** Listen: every voice, once, in order. */

import { LRUCache } from 'lru-cache';
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import type { ClickHouse } from '#platform/clickhouse';
import type { Clock } from '#platform/clock';
import type { Events, Lanes } from '#platform/events';
import type { Files } from '#platform/files';
import type { Html } from '#platform/html';
import type { Bind, BindRaw } from '#platform/http';
import type { NewId } from '#platform/ids';
import type { Jobs } from '#platform/jobs';
import type { Log } from '#platform/log';
import type { Mail } from '#platform/mail';
import type { Metrics } from '#platform/metrics';
import type { Outbound } from '#platform/outbound';
import type { Db, Tx } from '#platform/postgres';
import type { Realtime } from '#platform/realtime';
import type { Secrets } from '#platform/secrets';
import { eraseReported } from './analytics.ts';
import { type Channels, createChannels } from './channels/channels.ts';
import { createChat, type OurSide, originOf } from './channels/chat/chat.ts';
import { bindChat } from './channels/chat/door.ts';
import { type ChatSockets, createChatSockets } from './channels/chat/socket.ts';
import { createTranscripts } from './channels/chat/transcript.ts';
import { createEars, type Ears } from './channels/ears/ears.ts';
import { bindEarRoutes } from './channels/ears/routes.ts';
import { createEmail, type Email } from './channels/email/email.ts';
import { bindEmailRoutes } from './channels/email/routes.ts';
import { bindOpenDoor } from './channels/open/door.ts';
import { createOpen } from './channels/open/open.ts';
import { bindOpenRoutes } from './channels/open/routes.ts';
import { bindChannels } from './channels/routes.ts';
import { chatsOf, eraseSpoken } from './channels/store.ts';
import { channelRefusals, reported as reportedTopic, type SourceKind } from './contract.ts';
import { acceptInto } from './import/accept.ts';
import type { ErasedFiles } from './import/files.ts';
import { createImport } from './import/import.ts';
import { bindBrowserLibrary } from './ingest/browser-library.ts';
import { bindDoors } from './ingest/doors.ts';
import { createIntake, type Intake } from './ingest/intake.ts';
import { analyticsLane } from './log/analytics-lane.ts';
import { propertyTypes } from './log/catalogue.ts';
import { streamLive } from './log/live.ts';
import { createNewest } from './log/newest.ts';
import type { HearAgain } from './log/parked.ts';
import { createPulse } from './log/pulse.ts';
import { hearOwn, type OwnEvent } from './own-events.ts';
import { createPace } from './pace.ts';
import { copyLane } from './reports/alone.ts';
import { createReports } from './reports/reports.ts';
import { bindRoutes } from './routes.ts';
import { createSources, type Sources } from './sources/sources.ts';
import { reportedUpTo, reportsWhole } from './store/copies.ts';
import { countEventsOf, eraseSenders, type Removed } from './store/erase.ts';
import { type SenderRow, type StoredEvent, sendersByNo, type TimelineFilter, timeline } from './store/events.ts';
import type { CopiesHealth } from './store/integrity.ts';
import { anyAfter, type Heard, heardLately, type LogRow, parkMessages, registerSenders, sendersBetween } from './store/log.ts';
import { makeOwnSource } from './store/own-source.ts';
import { sourceKinds } from './store/sources.ts';
import { createSurveys, type Surveys } from './surveys/surveys.ts';
import { createWebhooks } from './webhooks/webhooks.ts';

export interface ListenDeps {
  db: Db;
  clickhouse: ClickHouse;
  lanes: Lanes;
  audit: Audit;
  realtime: Realtime;
  bind: Bind;
  bindRaw: BindRaw;
  secrets: Secrets;
  metrics: Metrics;
  clock: Clock;
  newId: NewId;
  /** Between 0 and 1, for jitter. */
  chance: () => number;
  log: Log;
  events: Events;
  jobs: Jobs;
  outbound: Outbound;
  mail: Mail;
  files: Files;
  html: Html;
  /** Customers' mail: the operator's own server for what goes out, and the port on which it is received (0: not at all). */
  customerMail: { smtpUrl: string | undefined; host: string; port: number; tlsFolder: string | undefined };
  /** Where this server is reached. */
  baseUrl: string;
  /** Types of the house's own events that webhooks may tell. */
  domainEvents: string[];
  /** Where uploads for import are kept. */
  dataDir: string;
  /** Events that may wait for their commit before intake refuses. */
  queueLimit: number;
  /** True while the disk has no room for more events. */
  full?(): boolean;
}

/** What later rooms may ask of listen. */
export interface Listen {
  /** Gives back what webhooks have on their way out. */
  stop(): Promise<void>;
  /** Makes the first server source with a key the operator chose; a key that is known already is left as it is. */
  bootstrap(workspaceId: string, writeKey: string): Promise<void>;
  sources: Sources;
  intake: Intake;
  channels: Channels;
  /** Web chat: our side of it, and the sockets of widgets. */
  chat: OurSide;
  chatSockets: ChatSockets;
  /** Customers' mail: `start` opens the receiver. */
  email: Email;
  /** Feeds and public networks: how they are answered. */
  ears: Pick<Ears, 'answering'>;
  surveys: Surveys;
  /** Events after the cursor, in commit order, below the watermark. */
  readLog(tx: Tx, workspaceId: string, after: { tx: string; id: string }, limit: number): Promise<LogRow[]>;
  /** Whether anything lies after the cursor, readable yet or not: a lane with nothing to read then answers `'later'`. */
  anyAfter(tx: Tx, workspaceId: string, after: { tx: string; id: string }): Promise<boolean>;
  sendersByNo(tx: Tx, workspaceId: string, nos: string[]): Promise<SenderRow[]>;
  /** Events of these names received since then, oldest first; `from`: how far back the log was looked at. */
  heardLately(tx: Tx, workspaceId: string, names: readonly string[], since: Date): Promise<{ rows: LogRow[]; from: Date }>;
  sourceKinds(tx: Tx, workspaceId: string): Promise<Map<string, SourceKind>>;
  /**
   * How far reports have read the log: what stands there is in `listen_events`. When it moves, the channel `reportedChannel`
   * carries the workspace.
   */
  reportedUpTo(tx: Tx, workspaceId: string): Promise<{ tx: string; id: string }>;
  reportedChannel: string;
  /** False while reports are written anew: what they say until then is true of a part of the log only. */
  reportsWhole(tx: Tx, workspaceId: string): Promise<boolean>;
  /** Who sent which of these events, in a stretch of the log; at most `limit` events at a time. */
  sendersBetween(
    tx: Tx,
    workspaceId: string,
    after: { tx: string; id: string },
    upTo: { tx: string; id: string },
    names: readonly string[],
    limit: number,
  ): Promise<Heard>;
  timeline(tx: Tx, workspaceId: string, filter: TimelineFilter): Promise<StoredEvent[]>;
  countEventsOf(tx: Tx, workspaceId: string, senderNos: readonly string[]): Promise<number>;
  /** After a restore: the copy for reports may hold what the log does not know of. */
  rebuildReports(workspaceId: string): Promise<void>;
  /** The copies for reports of all workspaces together: for metrics and health. */
  copiesHealth(): Promise<CopiesHealth>;
  /**
   * Numbers of identifiers in the order asked; unknown ones are registered. An address named in somebody else's event is a
   * sender that has not spoken yet. Call it once a transaction: senders are locked in order, within one call.
   */
  registerSenders(tx: Tx, workspaceId: string, asked: { type: string; value: string; sourceId: string }[]): Promise<string[]>;
  /** Keeps an event aside that a later room cannot use, with the reason. */
  keepAside(tx: Tx, workspaceId: string, row: LogRow, reason: string): Promise<void>;
  /** Registers, once, how that room hears such an event again when somebody has it tried. */
  onRetry(hear: HearAgain): void;
  /** Forgets senders with everything they said; `identifiers` are looked for in what was kept aside. */
  eraseSenders(tx: Tx, workspaceId: string, senderNos: readonly string[], identifiers: readonly string[]): Promise<Removed[]>;
  /** The same in the copy for reports; answers how many rows it still held. */
  eraseReported(workspaceId: string, senderNos: readonly string[]): Promise<number>;
  /** A source for a page of the house itself; whoever makes it remembers which. */
  makeOwnSource(tx: Tx, workspaceId: string, name: string): Promise<string>;
  /** Keeps what somebody did on such a page, in this transaction; the same message id on the same day counts once. */
  hearOwn(tx: Tx, of: { workspaceId: string; sourceId: string }, event: OwnEvent): Promise<void>;
  /** Files of finished imports, brought before an instant: any of them may name somebody. Answers which must stay a while. */
  eraseFiles(workspaceId: string, before: Date): Promise<ErasedFiles>;
  /** How each of these properties was sent, in events of that name (any, when undefined); absent when never seen. */
  propertyTypes(
    workspaceId: string,
    event: string | undefined,
    properties: string[],
  ): Promise<Map<string, 'text' | 'number' | 'both'>>;
}

export type { Channels } from './channels/channels.ts';
export type { CarriedOn } from './channels/chat/carry-on.ts';
export type { OurSide as ChatSide, VisitorAct } from './channels/chat/chat.ts';
export { chatSocketPath } from './channels/chat/socket.ts';
export type { Attachment, HeardMessage, InboundMessage } from './channels/inbound.ts';
export type { Dispatched, OutboundMessage } from './channels/outbound.ts';
export { reportsBegunAnew } from './events.ts';
export type { OwnEvent } from './own-events.ts';
export type { AboutPeople, Resolved } from './surveys/invite.ts';
export type { CopiesHealth, ErasedFiles, Heard, LogRow, Removed, SenderRow, StoredEvent, TimelineFilter };

const reportedChannel = 'listen.reported';

export function createListen(deps: ListenDeps): Listen {
  const { db, clickhouse, audit, clock, newId, metrics, log } = deps;
  const now = () => clock.now();
  const sources = createSources({ db, audit, secrets: deps.secrets });
  const intake = createIntake({ db, queueLimit: deps.queueLimit, now, ...(deps.full && { full: deps.full }) });
  const pulse = createPulse(now);
  const outcomes = metrics.counter('verona_intake_events_total', 'Events by what became of them', ['outcome']);
  metrics.gauge('verona_intake_waiting', 'Events waiting for their commit', [], (gauge) => gauge.set(intake.waiting()));

  const newest = createNewest();
  // First, so that a lane that is woken finds them there.
  intake.onCommit(({ logged }) => newest.keep(logged));
  intake.onCommit(streamLive(deps.realtime, now));
  intake.onCommit(({ workspaceId, rows }) => pulse.beat(workspaceId, rows.length));
  const counted = (outcome: string, count: number) => outcomes.inc({ outcome }, count);
  const protocol = new URL(deps.baseUrl).protocol.replace(':', '');
  bindDoors({ bindRaw: deps.bindRaw, intake, sources, protocol, now, newId, chance: deps.chance, counted });
  bindBrowserLibrary(deps.bindRaw);
  const webhooks = createWebhooks({ ...deps, intake, now, counted });
  const { readAgain } = webhooks;
  const reports = createReports(deps);
  let hearAgain: HearAgain = () => Promise.reject(new Error('no room has said how it hears events'));
  bindRoutes({
    bind: deps.bind,
    db,
    clickhouse,
    audit,
    intake,
    sources,
    now,
    newId,
    reports,
    readAgain,
    hearAgain: (...asked) => hearAgain(...asked),
    reported: (workspaceId) => reported(workspaceId),
    eventsLastMinute: pulse.lastMinute,
  });
  const files = createImport({ ...deps, now, accept: acceptInto(intake, { now, newId }) });
  deps.realtime.topic(reportedTopic);
  const reported = (workspaceId: string) => {
    deps.lanes.wake(reportedChannel, workspaceId);
    db.notify(reportedChannel, workspaceId);
    deps.realtime.publish(reportedTopic, workspaceId, {});
  };
  deps.lanes.add(analyticsLane({ db, clickhouse, events: deps.events, log, newest, reported }));

  intake.onCommit(({ workspaceId }) => deps.lanes.wake('listen.accepted', workspaceId));
  const bootstrap: Listen['bootstrap'] = async (workspaceId, writeKey) => {
    if (await sources.byKey(writeKey)) return;
    const operator: Principal = { kind: 'system', id: 'bootstrap', label: 'First start', workspaceId, role: 'owner' };
    await sources.create(operator, { name: 'First source', kind: 'server', writeKey });
  };

  /** What visitors brought to their chats; gone before the chats are. */
  const eraseChatFiles = async (tx: Tx, workspaceId: string, nos: readonly string[]) => {
    const ids: string[] = [];
    for (const chat of await chatsOf(tx, workspaceId, nos))
      for (const file of await deps.files.of(tx, workspaceId, originOf(chat.id))) ids.push(file.id);
    return { store: 'platform.file', rows: await deps.files.erase(tx, workspaceId, ids) };
  };

  const named = new LRUCache<string, string>({ max: 50_000 });
  const register: Listen['registerSenders'] = (tx, workspaceId, asked) => registerSenders(tx, workspaceId, named, asked);
  const channels = createChannels({ ...deps, intake, now, registerSenders: register });
  const pace = createPace(now, channelRefusals.chat_too_fast);
  const chatSockets = createChatSockets({ db, log, pace, chat: () => chat });
  const chat = createChat({ ...deps, channels, intake, now, registerSenders: register, ...chatSockets.signals });
  const transcripts = createTranscripts({ ...deps, pace });
  bindChat({ bindRaw: deps.bindRaw, chat, pace, transcripts });
  bindChannels({ bind: deps.bind, db, channels });
  const email = createEmail({
    ...deps,
    now,
    log: log.child({ module: 'email' }),
    smtpUrl: deps.customerMail.smtpUrl,
    receive: deps.customerMail,
    hear: channels.hear,
    bounced: channels.tell,
  });
  channels.carrier('email', email.carrier);
  bindEmailRoutes({ bind: deps.bind, db, audit, channels, email });
  const open = createOpen({ ...deps, channels, now });
  channels.carrier('open', open.carrier);
  bindOpenDoor({ bindRaw: deps.bindRaw, open, now });
  bindOpenRoutes({ bind: deps.bind, db, channels, outbound: deps.outbound });
  const ears = createEars({ ...deps, channels, now, log: log.child({ module: 'ears' }) });
  bindEarRoutes({ bind: deps.bind, db, channels, ears, outbound: deps.outbound });
  const surveys = createSurveys({
    ...deps,
    intake,
    channels,
    now,
    registerSenders: register,
    visiting: async (token) => (await chat.visiting(token)).who,
  });
  return {
    channels,
    ears,
    surveys,
    chat: chat.ours,
    chatSockets,
    email,
    stop: async () => {
      await Promise.all([webhooks.stop(), chatSockets.stop(), email.stop(), ears.stop()]);
    },
    bootstrap,
    sources,
    intake,
    readLog: newest.read,
    anyAfter,
    sendersByNo,
    heardLately,
    sourceKinds,
    reportedUpTo: (tx, workspaceId) => reportedUpTo(tx, workspaceId, copyLane),
    reportedChannel,
    reportsWhole: (tx, workspaceId) => reportsWhole(tx, workspaceId, copyLane),
    sendersBetween,
    timeline,
    countEventsOf,
    eraseSenders: async (tx, workspaceId, nos, identifiers) => {
      tx.afterCommit(newest.forgetAll);
      return [
        ...(await email.erase(tx, workspaceId, identifiers)),
        await eraseChatFiles(tx, workspaceId, nos),
        await ears.erase(tx, workspaceId, nos),
        ...(await surveys.erase(tx, workspaceId, nos)),
        ...(await eraseSpoken(tx, workspaceId, nos)),
        ...(await eraseSenders(tx, workspaceId, nos, identifiers)),
      ];
    },
    registerSenders: register,
    keepAside: (tx, workspaceId, { id, sourceId, body }, reason) =>
      parkMessages(tx, workspaceId, [
        { sourceId, stage: 'identity', reason, field: undefined, messageId: undefined, body, eventId: id },
      ]),
    onRetry: (hear) => {
      hearAgain = hear;
    },
    rebuildReports: reports.beginAnew,
    makeOwnSource,
    hearOwn: (...told) => hearOwn({ intake }, ...told),
    eraseFiles: files.erase,
    copiesHealth: reports.health,
    eraseReported: (...asked) => eraseReported(clickhouse, ...asked),
    propertyTypes: (...asked) => propertyTypes(db, ...asked),
  };
}
