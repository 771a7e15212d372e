/** The system, put together: the ground, then the rooms in the order of the loop, then the doors. */
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createCustomers } from '#customers';
import { createKnowledge } from '#knowledge';
import { chatSocketPath, createListen, type Listen } from '#listen';
import { createMeasure } from '#measure';
import { createMoments } from '#moments';
import { createPeople, type People } from '#people';
import { refusals as peopleRefusals } from '#people/contract';
import { bindAudit, createAudit } from '#platform/audit';
import { settleRestore } from '#platform/backup';
import { type ClickHouseConnection, connectClickHouse } from '#platform/clickhouse';
import { systemClock } from '#platform/clock';
import type { Config } from '#platform/config';
import { createEvents, createLanes } from '#platform/events';
import { armFaults } from '#platform/fault';
import { createFiles, type Files } from '#platform/files';
import { createHealth } from '#platform/health';
import { createHtml } from '#platform/html';
import { createHttp, type Http, peerFinder } from '#platform/http';
import { createIds } from '#platform/ids';
import { createJobs, prepareJobs } from '#platform/jobs';
import type { Log } from '#platform/log';
import { createMail } from '#platform/mail';
import { createMetrics } from '#platform/metrics';
import { createOutbound } from '#platform/outbound';
import { createPictures } from '#platform/pictures';
import { assertRestricted, type Database, refusals as databaseRefusals, openDb } from '#platform/postgres';
import { createRealtime, type RunningRealtime } from '#platform/realtime';
import { path as realtimePath } from '#platform/realtime/contract';
import { createSecrets } from '#platform/secrets';
import { bindHelpCentre } from '../help-center/help-center.ts';
import { bindWidgetHelp } from '../help-center/widget-help.ts';
import { builtFolder } from './built.ts';
import { watchDisk } from './disk.ts';
import { domainEvents } from './domain-events.ts';
import { startEngines } from './engines.ts';
import { bindStatus } from './status.ts';
import { bindSurveyPage } from './survey-page.ts';
import { joinSurveys } from './surveys.ts';
import { watchOver } from './watch.ts';
import { bindWidget } from './widget.ts';

export interface System {
  port: number;
  db: Database;
  clickhouse: ClickHouseConnection;
  /** Connection of the role that owns the tables, when this process has it; for seeding benches. */
  ownerUrl: string;
  http: Http;
  realtime: RunningRealtime;
  files: Files;
  people: People;
  listen: Listen;
  /** What to print for the person who started it. */
  greeting: string[];
  stop(): Promise<void>;
}

const version = '0.1.0';
const hourMs = 3_600_000;
const signInAbout =
  'sign-in and sign-out, second factor, passkeys, single sign-on for people in a browser, in the words of better-auth (https://www.better-auth.com/docs). Programs send an API key instead.';
const realtimeAbout =
  'a WebSocket for live updates; frames are `{"type":"subscribe","id":"1","topic":"listen.live"}` and answers carry the id back. Signed in by cookie or API key, `?workspace=<id>` names the workspace.';

export async function startSystem(given: Config, log: Log): Promise<System> {
  const config = await withPort(given);
  armFaults(config.VERONA_FAULTS);
  const has = (role: 'api' | 'worker' | 'jobs') => config.VERONA_ROLES.includes(role);

  // ── the ground ────────────────────────────────────────────────────────────────────────────────────────────────────────
  const engines = await startEngines(config, log);
  const clock = systemClock;
  const newId = createIds(() => clock.now());
  const metrics = createMetrics();
  const health = createHealth();
  const db = openDb({ url: engines.postgres.url, log, max: 20, applicationName: 'verona' });
  const clickhouse = connectClickHouse({ ...engines.clickhouse.address, log });
  await assertRestricted(db);
  if (engines.postgres.ownerUrl) await prepareJobs({ ownerUrl: engines.postgres.ownerUrl, log });
  const secrets = createSecrets(engines.masterSecret);
  const disk = await watchDisk({
    folder: config.dataDir,
    reserveMb: engines.postgres.embedded ? config.VERONA_DISK_RESERVE_MB : 0,
    log,
  });
  health.add({ name: 'disk', look: async () => disk.trouble() });
  const lanes = createLanes({ db, log });
  const events = createEvents({ db, lanes, log });
  const audit = createAudit({ log });
  const jobs = createJobs({
    db,
    log,
    connect: () => openDb({ url: engines.postgres.url, log, max: 6, applicationName: 'verona jobs' }),
  });
  const mail = createMail({
    smtpUrl: config.SMTP_URL,
    from: config.VERONA_MAIL_FROM,
    outbox: join(config.dataDir, 'outbox'),
    newId,
    log,
  });
  const outbound = createOutbound({ allow: config.VERONA_OUTBOUND_ALLOW });
  const http = await createHttp({
    log: log.child({ module: 'http' }),
    metrics,
    health,
    policy: (role, action) => people.policy(role, action),
    // The room of colleagues comes before customers, and knows of none.
    veils: ({ role }, { id }) => !id.startsWith('people.') && !people.policy(role, 'personal.read'),
    authenticate: (headers, ip) => people.authenticate(headers, ip),
    version,
    baseUrl: config.baseUrl,
    trustedProxies: config.VERONA_TRUSTED_PROXIES,
    refusals: {
      every: [databaseRefusals.overloaded, databaseRefusals.unavailable],
      guarded: [peopleRefusals.no_such_workspace, peopleRefusals.too_many_tries],
    },
  });
  const { bind, bindRaw } = http;
  const realtime = createRealtime({
    db,
    log,
    policy: (role, action) => people.policy(role, action),
    recheck: (seats) => people.recheck(seats),
  });
  const html = createHtml();
  const files = createFiles({
    db,
    jobs,
    bind,
    bindRaw,
    clock,
    log: log.child({ module: 'files' }),
    key: secrets.derive('file links'),
    dataDir: config.dataDir,
  });
  const pictures = createPictures({
    ...{ db, files, outbound, jobs, bindRaw, clock },
    log: log.child({ module: 'pictures' }),
    key: secrets.derive('picture links'),
  });

  // ── the loop: who we are, every voice, who said it, what we can answer, what it means ──────────────────────────────────────────────────────
  const people = createPeople({
    db,
    pool: db.pool,
    events,
    jobs,
    audit,
    bind,
    mail,
    log,
    clock,
    newId,
    config: {
      baseUrl: config.baseUrl,
      secret: secrets.derive('sessions').toString('base64url'),
      trustedOrigins: config.VERONA_URL ? [] : [`http://127.0.0.1:${config.PORT}`],
      identityProviders: config.VERONA_IDENTITY_PROVIDERS,
      presenceGraceSeconds: config.VERONA_PRESENCE_GRACE_S,
    },
  });
  const listen = createListen({
    db,
    clickhouse,
    lanes,
    events,
    jobs,
    audit,
    realtime,
    outbound,
    mail,
    files,
    html,
    customerMail: {
      smtpUrl: config.SMTP_URL,
      host: config.VERONA_HOST,
      port: config.VERONA_SMTP_PORT,
      tlsFolder: config.VERONA_SMTP_TLS,
    },
    bind,
    bindRaw,
    secrets,
    metrics,
    clock,
    newId,
    log,
    baseUrl: config.baseUrl,
    domainEvents,
    dataDir: config.dataDir,
    chance: Math.random,
    queueLimit: config.VERONA_INTAKE_QUEUE,
    full: () => disk.trouble() !== undefined,
  });
  const customers = createCustomers({
    db,
    clickhouse,
    events,
    lanes,
    jobs,
    audit,
    realtime,
    bind,
    secrets,
    clock,
    newId,
    log,
    listen,
    dataDir: config.dataDir,
  });
  const knowledge = createKnowledge({
    db,
    events,
    jobs,
    audit,
    bind,
    secrets,
    clock,
    newId,
    log,
    files,
    people,
    listen,
    customers,
    baseUrl: config.baseUrl,
  });
  bindHelpCentre({ bindRaw, knowledge, clock, baseUrl: config.baseUrl });
  bindWidgetHelp({ bindRaw, knowledge, chat: listen.chat, clock, baseUrl: config.baseUrl });
  const moments = createMoments({
    db,
    events,
    lanes,
    audit,
    realtime,
    jobs,
    people,
    listen,
    customers,
    knowledge,
    files,
    pictures,
    clock,
    newId,
    log: log.child({ module: 'moments' }),
    bind,
    policy: (role, action) => people.policy(role, action),
    metrics,
    health,
  });
  joinSurveys({ listen, customers, moments, events });
  const measure = createMeasure({
    db,
    clickhouse,
    events,
    lanes,
    jobs,
    audit,
    realtime,
    bind,
    bindRaw,
    mail,
    outbound,
    secrets,
    baseUrl: config.baseUrl,
    clock,
    newId,
    log: log.child({ module: 'measure' }),
    people,
    listen,
    customers,
    moments,
  });
  bindAudit(bind, db);
  bindStatus({
    bind,
    version,
    startedAt: clock.now(),
    health,
    db,
    clickhouse,
    lanes,
    jobs,
    realtime,
    copies: listen.copiesHealth,
  });

  // ── the doors ─────────────────────────────────────────────────────────────────────────────────────────────────────────
  http.mount('/api/auth', people.signIn, signInAbout);
  http.mention(realtimePath, realtimeAbout);
  bindWidget(bindRaw);
  bindSurveyPage(bindRaw);
  http.serveConsole(builtFolder('console'));
  listen.chatSockets.attach(http.server, peerFinder(config.VERONA_TRUSTED_PROXIES));
  realtime.attach(http.server, (request, workspaceId) => people.seatOf(request, workspaceId), [chatSocketPath]);
  const forgetAccess = await people.onAccessChanged((who) => {
    for (const id of Object.values(who)) realtime.revalidate(id);
  });
  jobs.every('platform.prune_outbox', hourMs, async () => {
    await events.prune(config.VERONA_OUTBOX_DAYS);
  });
  watchOver({ health, metrics, db, clickhouse, lanes, jobs, realtime, copies: listen.copiesHealth, has });

  const { workspaceId, setupLink } = await people.bootstrap({
    admin: config.VERONA_BOOTSTRAP_ADMIN,
    apiKey: config.VERONA_BOOTSTRAP_API_KEY,
  });
  if (config.VERONA_BOOTSTRAP_WRITE_KEY) await listen.bootstrap(workspaceId, config.VERONA_BOOTSTRAP_WRITE_KEY);
  await settleRestore(db, async (erasures) => {
    const people = await customers.eraseAgain(erasures);
    for (const each of await db.workspaceIds()) await listen.rebuildReports(each);
    log.warn({ erasedAgain: people }, 'restored from a backup: erased people are erased again, reports are written anew');
  });
  await customers.completeErasureLedger();
  await Promise.all([realtime.start(), listen.chatSockets.start()]);
  if (has('worker')) await lanes.start();
  if (has('jobs')) await jobs.start();
  if (has('jobs')) listen.email.watch();
  if (has('api')) await listen.email.start();
  const port = has('api') ? await http.listen(config.PORT, config.VERONA_HOST) : 0;
  health.hold(undefined);

  return {
    port,
    db,
    clickhouse,
    ownerUrl: engines.postgres.ownerUrl ?? engines.postgres.url,
    http,
    realtime,
    files,
    people,
    listen,
    greeting: greetingOf(config, port, setupLink),
    async stop() {
      health.hold('stopping');
      await Promise.all([realtime.stop(), http.close()]);
      await listen.intake.drain();
      await listen.stop();
      await measure.stop();
      await Promise.all([lanes.stop(), jobs.stop(), people.close(), forgetAccess(), html.close()]);
      await Promise.all([db.close(), clickhouse.close()]);
      disk.stop();
      await engines.stop();
    },
  };
}

function greetingOf(config: Config, port: number, setupLink: string | undefined): string[] {
  if (port === 0) return [`Verona is working (${config.VERONA_ROLES.join(', ')}).`];
  return [
    `Verona is ready on ${config.baseUrl}`,
    ...(setupLink ? [`Set it up here, once: ${setupLink}`] : []),
    `Data: ${config.dataDir}. Stop with Ctrl-C.`,
  ];
}

/** Port 0 means "any free one"; links and sign-in need to know it before the door opens. */
async function withPort(config: Config): Promise<Config> {
  if (config.PORT !== 0) return config;
  const PORT = await new Promise<number>((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, config.VERONA_HOST, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
  return { ...config, PORT, baseUrl: config.VERONA_URL ? config.baseUrl : `http://localhost:${PORT}` };
}
