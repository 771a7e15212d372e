/** A server on one folder that is killed again and again, under load, while another process keeps the accept ledger. */
import { type ChildProcess, fork } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reachEmbedded } from '#platform/postgres';
import { newDataFolder } from '../../../platform/testing/data-folder.ts';
import { eventually, startVerona, type Verona } from '../../../platform/testing/server.ts';
import { askPostgres, compareNow, seenEvents } from './house.ts';

export type Crash = 'node' | 'postgres' | 'both' | 'clickhouse' | `at ${string}`;

export interface LedgerFigures {
  acknowledged: number;
  sent: number;
  batches: number;
  refused: number;
  broken: number;
}

export interface Findings {
  acknowledged: number;
  /** Acknowledged, and not in the log. */
  lost: string[];
  /** In the log more than once. */
  doubled: string[];
  /** Other things that do not agree, in words. */
  disagreements: string[];
}

export interface CrashSite {
  /**
   * Kills, and answers how long it took until the server was ready again, in milliseconds. Say what comes `next`: a server that
   * starts anyway is then armed for it, instead of being killed once more to be armed.
   */
  crash(kind: Crash, next?: Crash): Promise<number>;
  /** Ends the load, lets everything come to rest, and compares what was promised with what is there. */
  examine(): Promise<{ findings: Findings; figures: LedgerFigures }>;
  /** Ends the load and answers only what was acknowledged and what of it is lost. */
  lost(): Promise<Pick<Findings, 'acknowledged' | 'lost'>>;
  close(): Promise<void>;
}

const program = fileURLToPath(new URL('./accept-ledger.ts', import.meta.url));
const restMs = 120_000;

export async function crashSite({ faults = '' }: { faults?: string } = {}): Promise<CrashSite> {
  const dataDir = await newDataFolder();
  const ledgerFile = join(tmpdir(), `${dataDir.split('/').at(-1)}.ledger`);
  let verona = await startVerona({ dataDir, env: { VERONA_FAULTS: faults } });
  /** The named point at which the running server will end itself. */
  let armedAt: string | undefined;
  const ledger = fork(program, [ledgerFile, verona.writeKey], { execArgv: ['--import', 'tsx'] });
  ledger.send({ url: verona.url });

  /** With work left over, a server that is armed may end itself before it says that it is ready. */
  async function start(next?: Crash): Promise<void> {
    armedAt = pointOf(next);
    const own = [faults, armedAt && `${armedAt}=kill@3`].filter(Boolean).join(',');
    try {
      verona = await startVerona({ dataDir, env: { VERONA_FAULTS: own } });
      ledger.send({ url: verona.url });
    } catch (error) {
      if (armedAt === undefined || !/ended before it was ready/.test(String(error))) throw error;
    }
  }

  async function end(): Promise<void> {
    const gone = ended(verona.process);
    verona.process.kill('SIGKILL');
    await gone;
  }

  async function crash(kind: Crash, next?: Crash): Promise<number> {
    const point = pointOf(kind);
    if (point !== undefined) {
      if (armedAt !== point) await end().then(() => start(kind));
      await ended(verona.process);
      return recovery(() => start(next));
    }
    if (kind === 'node') {
      await end();
      return recovery(() => start(next));
    }
    const postgres = (await reachEmbedded(dataDir))?.pid ?? 0;
    process.kill(kind === 'clickhouse' ? await engineOf(dataDir) : postgres, 'SIGKILL');
    if (kind === 'both') {
      await end();
      return recovery(() => start(next));
    }
    // It must be seen to be away, or "ready" would be the answer of a moment before.
    return recovery(() => eventually(async () => !(await isReady(verona)), 10_000).catch(() => {}));
  }

  /** An armed server that is up is as good as ready: it may be gone before anybody asks. */
  async function recovery(begin: () => Promise<unknown>): Promise<number> {
    const began = performance.now();
    await begin();
    if (armedAt === undefined) await eventually(() => isReady(verona), restMs);
    return performance.now() - began;
  }

  function endLoad(): Promise<LedgerFigures> {
    const figures = new Promise<LedgerFigures>((resolve) => ledger.once('message', (said) => resolve(said as LedgerFigures)));
    ledger.send({ stop: true });
    return figures;
  }

  return {
    crash,
    async examine() {
      const figures = await endLoad();
      return { figures, findings: await compareAll(verona, ledgerFile) };
    },
    async lost() {
      await endLoad();
      const { promised, kept } = await promisedAndKept(verona, ledgerFile);
      return { acknowledged: promised.length, lost: promised.filter((id) => !kept.has(id)) };
    },
    async close() {
      ledger.kill('SIGKILL');
      await verona.close();
      await rm(dataDir, { recursive: true, force: true });
      await rm(ledgerFile, { force: true });
    },
  };
}

const pointOf = (kind: Crash | undefined) => (kind?.startsWith('at ') ? kind.slice(3) : undefined);

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

const isReady = (verona: Verona) =>
  fetch(`${verona.url}/health/ready`)
    .then(({ ok }) => ok)
    .catch(() => false);

async function engineOf(dataDir: string): Promise<number> {
  return (JSON.parse(await readFile(join(dataDir, 'clickhouse/engine.pid'), 'utf8')) as { engine: number }).engine;
}

async function promisedAndKept(verona: Verona, ledgerFile: string) {
  const promised = (await readFile(ledgerFile, 'utf8')).split('\n').filter(Boolean);
  const rows = await askPostgres<{ id: string; count: number }>(
    verona.dataDir,
    `select body::jsonb ->> 'messageId' as id, count(*)::int as count from listen.event group by 1`,
  );
  return { promised, kept: new Map(rows.map(({ id, count }) => [id, count])) };
}

async function compareAll(verona: Verona, ledgerFile: string): Promise<Findings> {
  const { promised, kept } = await promisedAndKept(verona, ledgerFile);
  const events = [...kept.values()].reduce((sum, count) => sum + count, 0);
  const findings: Findings = {
    acknowledged: promised.length,
    lost: promised.filter((id) => !kept.has(id)),
    doubled: [...kept].filter(([, count]) => count > 1).map(([id]) => id),
    disagreements: [],
  };
  const disagree = (what: string) => findings.disagreements.push(what);

  await eventually(async () => {
    const [left] = await askPostgres<{ left: string }>(
      verona.dataDir,
      `select count(*) as left from listen.event e
         left join platform.cursor c on c.workspace_id = e.workspace_id and c.subscriber = 'customers.identity'
         left join listen.copy_cursor r on r.workspace_id = e.workspace_id
        where (e.tx, e.id) > (coalesce(c.at_tx, '0'), coalesce(c.at_id, 0)) or (e.tx, e.id) > (coalesce(r.at_tx, '0'), coalesce(r.at_id, 0))`,
    );
    return left?.left === '0';
  }, restMs);
  const copy = await compareNow(verona);
  if (copy.events !== events || copy.differing.length > 0)
    disagree(`reports: ${copy.summary}, ${JSON.stringify(copy.differing)}`);
  const { reported } = await verona.api<{ reported: number }>('GET', '/api/listen/integrity');
  if (reported !== events) disagree(`reports hold ${reported} events, the log ${events}`);
  const seen = Object.values(await seenEvents(verona)).reduce((sum, each) => sum + each, 0);
  if (seen !== events) disagree(`the catalogue counted ${seen} events, the log has ${events}`);
  const people = await askPostgres<{ who: string; people: string }>(
    verona.dataDir,
    `select regexp_replace(value, '^(user|visitor)-', '') as who, string_agg(distinct person_no::text, ' and ') as people
       from customers.identifier group by 1`,
  );
  for (const { who, people: several } of people) if (several.includes('and')) disagree(`person ${who} is ${several}`);
  const persons = new Set(people.map((row) => row.people)).size;
  if (persons !== people.length) disagree(`${people.length} people are ${persons} in the directory`);
  const [parked] = await askPostgres<{ parked: string }>(verona.dataDir, 'select count(*) as parked from listen.parked');
  if (parked?.parked !== '0') disagree(`${parked?.parked} events were parked`);
  return findings;
}
