/** A whole Verona as a process of its own, as a user would start it: what journeys and fault tests talk to. */
import { type ChildProcess, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { newDataFolder } from './data-folder.ts';

export interface Verona {
  url: string;
  dataDir: string;
  apiKey: string;
  /** Of a trusted (server) source in the first workspace. */
  writeKey: string;
  admin: { email: string; password: string };
  process: ChildProcess;
  /** Everything it wrote so far, stdout and stderr. */
  output(): string;
  /** Calls the API with the full-rights key; throws on anything but 2xx. */
  api<Reply = unknown>(method: string, path: string, body?: unknown): Promise<Reply>;
  /** As `api`, but answers whatever came. `headers` replace the key. */
  ask(
    method: string,
    path: string,
    options?: { body?: unknown; headers?: Record<string, string> },
  ): Promise<{ status: number; headers: Headers; body: unknown }>;
  /** Sends events as a server-side SDK would. */
  send(...events: Record<string, unknown>[]): Promise<Response>;
  /** SIGINT, waits for the end, answers the exit code. Keeps the data. */
  interrupt(): Promise<number | null>;
  /** Ends it and removes the data. */
  close(): Promise<void>;
}

export interface VeronaOptions {
  /** Start on this folder (kept by `close`) instead of a new one. */
  dataDir?: string;
  env?: Record<string, string>;
}

const program = fileURLToPath(new URL('../../apps/cli/verona.mjs', import.meta.url));
const ready = /Verona is ready on (http:\S+)/;
const startMs = 90_000;

export async function startVerona({ dataDir, env = {} }: VeronaOptions = {}): Promise<Verona> {
  const folder = dataDir ?? (await newDataFolder());
  const apiKey = 'vak_test-key-with-full-rights';
  const writeKey = 'vwk_test-key-of-a-server';
  const admin = { email: 'ada@casa.example', password: 'correct-horse-battery-Verona-9' };
  const child = spawn(process.execPath, [program, 'start'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PORT: '0',
      VERONA_HOST: '127.0.0.1',
      VERONA_DATA: folder,
      VERONA_LOG: 'warn',
      VERONA_BOOTSTRAP_ADMIN: `${admin.email}:${admin.password}`,
      VERONA_BOOTSTRAP_API_KEY: apiKey,
      VERONA_BOOTSTRAP_WRITE_KEY: writeKey,
      ...env,
    },
  });
  let output = '';
  child.stdout.on('data', (text) => {
    output += text;
  });
  child.stderr.on('data', (text) => {
    output += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await readyUrl(child, () => output);

  const ask: Verona['ask'] = async (method, path, { body, headers = { authorization: `Bearer ${apiKey}` } } = {}) => {
    const reply = await fetch(`${url}${path}`, {
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await reply.text();
    const json = /json/.test(reply.headers.get('content-type') ?? '');
    return { status: reply.status, headers: reply.headers, body: json && text ? JSON.parse(text) : text };
  };
  const interrupt = () => {
    child.kill('SIGINT');
    return ended;
  };
  return {
    url,
    dataDir: folder,
    apiKey,
    writeKey,
    admin,
    process: child,
    output: () => output,
    ask,
    async api<Reply>(method: string, path: string, body?: unknown) {
      const reply = await ask(method, path, { body });
      if (reply.status >= 300) throw new Error(`${method} ${path} answered ${reply.status}: ${JSON.stringify(reply.body)}`);
      return reply.body as Reply;
    },
    send: (...batch) =>
      fetch(`${url}/v1/batch`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`, 'content-type': 'application/json' },
        body: JSON.stringify({ batch }),
      }),
    interrupt,
    async close() {
      if (child.exitCode === null && child.signalCode === null) await interrupt();
      if (dataDir === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

function readyUrl(child: ChildProcess, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setInterval(look, 20);
    const late = setTimeout(() => give(new Error(`not ready within ${startMs} ms:\n${output()}`)), startMs);
    const gone = () => give(new Error(`ended before it was ready:\n${output()}`));
    child.once('exit', gone);
    function give(outcome: string | Error) {
      clearInterval(timer);
      clearTimeout(late);
      child.off('exit', gone);
      if (typeof outcome === 'string') resolve(outcome);
      else {
        child.kill('SIGKILL');
        reject(outcome);
      }
    }
    function look() {
      const url = ready.exec(output())?.[1];
      if (url) give(url.replace('localhost', '127.0.0.1'));
    }
  });
}

/** Asks again until the answer is truthy; throws what it saw last. */
export async function eventually<T>(look: () => Promise<T | undefined | false>, withinMs = 10_000): Promise<T> {
  const until = Date.now() + withinMs;
  let last: unknown;
  for (;;) {
    try {
      last = await look();
      if (last) return last as T;
    } catch (error) {
      last = error;
    }
    if (Date.now() > until)
      throw new Error(`not within ${withinMs} ms; last saw ${last instanceof Error ? last.message : JSON.stringify(last)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
