/** The embedded server as a child process: started, watched, started again when it dies, stopped cleanly. */

import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '#platform/log';
import type { OsUser } from './binaries.ts';
import { plainEnv } from './cluster.ts';
import { clearOrphan } from './orphan.ts';

export interface PostmasterOptions {
  program: string;
  user: OsUser;
  folder: string;
  settings: Record<string, string>;
  log: Log;
}

export interface Postmaster {
  port: number;
  /** The child's process id, while it runs. */
  pid(): number | undefined;
  /** True while the server accepts connections, as far as its lock file says. */
  up(): boolean;
  stop(): Promise<void>;
}

/** Fast shutdown writes everything down; what takes longer is cut short and recovered from the log at the next start. */
const fastStopMs = 3_500;
const backOffMs = { first: 100, most: 5_000 };
const bindFailed = /could not bind|could not create any TCP\/IP sockets/;
/** Backends of a killed postmaster need a moment to notice. */
const predecessorAlive = /pre-existing shared memory block|lock file "postmaster\.pid" already exists/;

class StartFailed extends Error {}

export async function startPostmaster({ program, user, folder, settings, log }: PostmasterOptions): Promise<Postmaster> {
  let port = await freePort();
  let child: ChildProcess | undefined;
  let up = false;
  let stopping = false;

  const signal = (name: NodeJS.Signals) => child?.kill(name);
  const onExit = () => signal('SIGINT');
  process.once('exit', onExit);

  /** Starts the server once; resolves when it accepts connections. However long recovery takes, a living server is waited for. */
  async function launch(): Promise<void> {
    await clearOrphan(folder, log);
    const flags = Object.entries({ ...settings, port: String(port) }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    // In a session of its own: Ctrl-C reaches the whole terminal group, and the server must outlive our last transaction.
    const started = spawn(program, ['-D', folder, ...flags], {
      ...user,
      cwd: folder,
      env: plainEnv,
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child = started;
    const said = relayLog(started, log);
    const exited = new Promise<string>((resolve) => {
      started.once('error', (error) => resolve(error.message));
      started.once('close', (code, name) => resolve(`it ended with ${name ?? code}`));
    });
    let end: string | undefined;
    void exited.then((how) => {
      end = how;
      up = false;
      if (child === started) child = undefined;
    });
    while (!(await accepts(folder, started.pid))) {
      if (end !== undefined) throw new StartFailed(`Postgres did not start: ${end}. ${said.join(' ')}`);
      await sleep(20);
    }
    up = true;
    void exited.then(revive);
  }

  async function launchPatiently(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await launch();
        return;
      } catch (error) {
        const { message } = error as Error;
        const hopeful = predecessorAlive.test(message) || bindFailed.test(message);
        if (stopping || !hopeful || attempt === 20) throw error;
        if (bindFailed.test(message)) port = await freePort();
        await sleep(Math.min(50 * attempt, 500));
      }
    }
  }

  /** After a death nobody asked for. The port stays: everyone who reconnects knows it. */
  async function revive(how: string): Promise<void> {
    for (let wait = backOffMs.first; !stopping; wait = Math.min(wait * 2, backOffMs.most)) {
      log.error({ how }, 'the embedded Postgres died; starting it again');
      await sleep(wait);
      if (stopping) return;
      try {
        await launch();
        log.info({ port }, 'the embedded Postgres is back');
        return;
      } catch (error) {
        log.error({ error: String(error) }, 'the embedded Postgres did not come back');
      }
    }
  }

  async function stop(): Promise<void> {
    stopping = true;
    process.off('exit', onExit);
    const last = child;
    if (!last) return;
    const exited = new Promise<void>((resolve) => last.once('close', () => resolve()));
    last.kill('SIGINT');
    const cut = setTimeout(() => {
      log.warn('Postgres is still writing; cut short, the next start recovers from its log');
      last.kill('SIGQUIT');
    }, fastStopMs);
    await exited;
    clearTimeout(cut);
  }

  await launchPatiently().catch((error: unknown) => {
    process.off('exit', onExit);
    throw error;
  });
  return {
    get port() {
      return port;
    },
    pid: () => child?.pid,
    up: () => up,
    stop,
  };
}

/** Line 8 of postmaster.pid is the server's own word on its state; pg_ctl reads the same. */
async function accepts(folder: string, pid: number | undefined): Promise<boolean> {
  const lines = (await readFile(path.join(folder, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}

/** The server's own lines in our log. Answers the latest ones, for a failed start. */
function relayLog(child: ChildProcess, log: Log): string[] {
  const latest: string[] = [];
  if (!child.stderr) return latest;
  createInterface({ input: child.stderr }).on('line', (line) => {
    latest.push(line);
    if (latest.length > 10) latest.shift();
    if (/(FATAL|PANIC):/.test(line)) log.warn({ postgres: line }, 'Postgres says');
    else log.debug({ postgres: line }, 'Postgres says');
  });
  return latest;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
