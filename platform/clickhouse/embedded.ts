/**
 * Keeps the embedded ClickHouse alive: starts its process, waits until it answers, starts it again when it dies.
 *
 * While it is down, callers get `ClickHouseUnavailable`: intake goes on, reports answer 503, and lanes catch up afterwards.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { createInterface as readLines } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Log } from '#platform/log';
import type { ClickHouseAddress } from './connect.ts';
import type { EngineMessage, StartMessage } from './engine/main.ts';

export interface EmbeddedClickHouse {
  /** Stays the same over restarts of the engine. */
  readonly address: ClickHouseAddress;
  /** The engine's process id; undefined while it is down. */
  readonly pid: number | undefined;
  /** Within three seconds, whatever the engine is doing. */
  stop(): Promise<void>;
}

/** The directory belongs to somebody else, or the engine cannot start there. The message is for the operator. */
export class EmbeddedClickHouseFailed extends Error {
  override readonly name = 'EmbeddedClickHouseFailed';
}

const program = fileURLToPath(new URL('./engine/main.ts', import.meta.url));
/** JavaScript once the command line has put it together; tests start it from its source. */
const typescript = program.endsWith('.ts') ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href] : [];
/** chDB loads 500 MB of library; a cold disk takes its time. */
const startMs = 60_000;
const firstBackoffMs = 200;
const longestBackoffMs = 10_000;
/** A process that has lived this long was not killed by its own start. */
const settledMs = 60_000;

interface Running {
  process: ChildProcess;
  port: number;
}

interface PidFile {
  engine: number;
  owner: number;
}

/** The command line of a process; undefined when there is none, or when the system does not tell. */
function commandLine(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return undefined;
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '');
  } catch {
    return false;
  }
}

/** Recognises the engine of a run that was killed, and ends it; refuses when its owner is alive. */
async function clearOrphan(directory: string, pidFile: string, log: Log): Promise<void> {
  if (!existsSync(pidFile)) return;
  const { engine, owner } = JSON.parse(readFileSync(pidFile, 'utf8')) as PidFile;
  const line = commandLine(engine);
  // A pid is reused sooner or later: only a process that runs our program on this very directory is ours.
  const ours = alive(engine) && (line === undefined || (line.includes('clickhouse/engine/main') && line.includes(directory)));
  if (!ours) return;
  if (owner !== process.pid && alive(owner) && /node|tsx|verona/.test(commandLine(owner) ?? 'node')) {
    throw new EmbeddedClickHouseFailed(
      `Another Verona (process ${owner}) is running on ${directory}. Stop it first, or start this one with another VERONA_DATA.`,
    );
  }
  log.warn({ pid: engine }, 'ending the clickhouse engine that a killed run left behind');
  // It ends by itself when its parent is gone; it gets a moment for that.
  for (const signal of [0, 'SIGTERM', 'SIGKILL'] as const) {
    if (signal !== 0 && alive(engine)) process.kill(engine, signal);
    for (let waited = 0; waited < 1_500 && alive(engine); waited += 50) await sleep(50);
    if (!alive(engine)) return;
  }
}

/** What an operator can do about it. `words` is all the engine said, on its channel and on stderr. */
function explain(words: string, directory: string): string {
  if (/Cannot lock file|already running/.test(words)) {
    return `${directory} is in use by another process (only one may own an embedded ClickHouse directory). Stop that process, or start this one with another VERONA_DATA. The engine said: ${words}`;
  }
  if (/ERR_MODULE_NOT_FOUND|Cannot find (package|module)|CHDB_PLATFORM/.test(words)) {
    return `The embedded ClickHouse (npm package chdb) is not installed or does not run on this platform. Install it, or set CLICKHOUSE_URL to a ClickHouse server. It said: ${words}`;
  }
  return `The embedded ClickHouse did not start on ${directory}: ${words}`;
}

/** One start. Rejects with what the engine said when it could not. */
async function launch(directory: string, message: StartMessage, log: Log): Promise<Running> {
  const child = fork(program, [directory], {
    cwd: directory,
    execArgv: typescript,
    // Not our own environment: it holds secrets, and the engine needs nothing of it. libuv's pool must be larger than
    // the number of sessions, or files and DNS wait behind queries.
    env: { UV_THREADPOOL_SIZE: '12', TZ: 'UTC' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const words: string[] = [];
  if (child.stderr) {
    readLines({ input: child.stderr }).on('line', (line) => {
      log.warn({ line }, 'clickhouse engine');
      if (words.push(line) > 12) words.shift();
    });
  }
  // chDB gives its true reason on stderr only: hear it out before judging.
  const closed = new Promise<void>((done) => child.once('close', () => done()));
  const answer = new Promise<EngineMessage>((told) => {
    child.once('message', told);
    child.once('error', (error) => told({ failed: error.message }));
    child.once('exit', (code, signal) => told({ failed: `it ended with ${signal ?? code}` }));
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), startMs);
  child.send(message, () => {});
  const said = await answer;
  clearTimeout(timer);
  if ('ready' in said) return { process: child, port: said.ready.port };
  const rough = setTimeout(() => child.kill('SIGKILL'), 2_500);
  await closed;
  clearTimeout(rough);
  throw new EmbeddedClickHouseFailed(explain([said.failed, ...words].join('\n'), directory));
}

/**
 * Starts the engine on `<directory>`, made when missing, and keeps it running until `stop`.
 * @throws EmbeddedClickHouseFailed when it cannot start the first time; later failures are retried for ever.
 */
export async function startEmbeddedClickHouse(options: { directory: string; log: Log }): Promise<EmbeddedClickHouse> {
  const directory = resolve(options.directory);
  const log = options.log;
  const pidFile = join(directory, 'engine.pid');
  const message: StartMessage = { user: 'verona', password: randomBytes(24).toString('base64url'), port: 0 };
  mkdirSync(directory, { recursive: true });
  await clearOrphan(directory, pidFile, log);

  let stopped = false;
  let running: Running | undefined;
  let backoff = firstBackoffMs;

  const start = async () => {
    const startedAt = performance.now();
    const launched = await launch(directory, message, log);
    // Dead already: its exit was before anyone listened for it.
    if (launched.process.exitCode !== null || launched.process.signalCode !== null)
      throw new EmbeddedClickHouseFailed('it died at once');
    running = launched;
    message.port = launched.port;
    writeFileSync(pidFile, JSON.stringify({ engine: launched.process.pid ?? 0, owner: process.pid } satisfies PidFile));
    launched.process.once('exit', (code, signal) => {
      running = undefined;
      if (stopped) return;
      if (performance.now() - startedAt > settledMs) backoff = firstBackoffMs;
      log.error({ code, signal, againInMs: backoff }, 'the clickhouse engine died; starting it again');
      void restart();
    });
    // Stopped while it was starting.
    if (stopped) launched.process.kill('SIGKILL');
  };
  const restart = async () => {
    while (!stopped && !running) {
      await sleep(backoff);
      backoff = Math.min(backoff * 2, longestBackoffMs);
      if (!stopped) await start().catch((error: unknown) => log.error({ err: error }, 'the clickhouse engine did not come back'));
    }
  };

  await start();
  return {
    address: { url: `http://127.0.0.1:${message.port}`, user: message.user, password: message.password, database: 'verona' },
    get pid() {
      return running?.process.pid;
    },
    async stop() {
      stopped = true;
      const child = running?.process;
      if (child) {
        const ended = new Promise<void>((exit) => child.once('exit', () => exit()));
        // The engine ends its queries and itself; after that it is ended. Either way no acknowledged row is lost.
        if (child.connected) child.disconnect();
        const timer = setTimeout(() => child.kill('SIGKILL'), 2_500);
        await ended;
        clearTimeout(timer);
      }
      rmSync(pidFile, { force: true });
    },
  };
}
