/**
 * The embedded ClickHouse: a process of its own that owns one chDB directory and answers on loopback.
 *
 * Its own process because a native crash must not take the API down, because only one process may own a directory, and
 * because its CPU priority is below the desk's. Never a worker thread: chDB hangs in those. Started by `../embedded.ts`
 * with the directory as its argument (so that `ps` tells whose it is) and everything else over IPC (so that `ps` does not
 * tell the password). Ends when its parent does.
 */
import { setPriority } from 'node:os';
import { drainPending } from 'chdb';
import { writeConfig } from './config.ts';
import { createInterface } from './http.ts';
import { openSessions, type Sessions } from './sessions.ts';

export interface StartMessage {
  user: string;
  password: string;
  /** 0 for any free one. */
  port: number;
}

export type EngineMessage = { ready: { port: number } } | { failed: string };

const directory = process.argv[2] ?? '';

/** Ends running queries before the process: leaving while one runs is a segmentation fault. */
async function leave(sessions: Sessions | undefined): Promise<never> {
  // The directory survives kill -9 (measured), so being late is worse than being rough.
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), 2_000).unref();
  await sessions?.kill().catch(() => {});
  sessions?.close();
  await drainPending();
  process.exit(0);
}

const tell = (message: EngineMessage) => new Promise<void>((done) => process.send?.(message, () => done()));

async function start({ user, password, port }: StartMessage): Promise<void> {
  let sessions: Sessions | undefined;
  try {
    const places = writeConfig(directory);
    sessions = openSessions(places.data, places.config);
    const server = createInterface(sessions, user, password);
    await new Promise<void>((listening, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', listening);
    });
    const address = server.address();
    process.once('disconnect', () => void leave(sessions));
    process.once('SIGTERM', () => void leave(sessions));
    // Ctrl-C reaches the whole group; the parent decides when this one ends.
    process.on('SIGINT', () => {});
    await tell({ ready: { port: typeof address === 'object' && address ? address.port : port } });
  } catch (error) {
    await tell({ failed: error instanceof Error ? error.message : String(error) });
    await leave(sessions);
  }
}

setPriority(10);
process.once('message', (message) => void start(message as StartMessage));
