import { setTimeout as pause } from 'node:timers/promises';
import { Agent, setGlobalDispatcher, request as undiciRequest } from 'undici';
import { Refusal } from '#platform/contract';
import { guardedConnector, judged, type Resolve, systemResolve } from './guard.ts';
import { refusals } from './refusals.ts';
import { allowedFrom, headersOf, targetOf } from './request.ts';

export interface OutboundRequest {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** For everything: name, connection, sending and the whole reply; 10 s when left out. */
  timeoutMs?: number;
  /** Largest reply body as it arrives; 1 MiB when left out. */
  maxBytes?: number;
  signal?: AbortSignal;
}

export interface OutboundReply {
  /** As answered. Redirects are not followed: a 3xx is the reply. */
  status: number;
  /** Lower-case names; a header sent several times is joined with ", ". */
  headers: Record<string, string>;
  /** Bytes as they came; a `content-encoding` is not undone. */
  body: Buffer;
}

export interface Outbound {
  /** One request, one reply, or one of this part's refusals. Never retries. */
  send(request: OutboundRequest): Promise<OutboundReply>;
  /** Says now what `send` would refuse: for whoever types a URL in. What counts is the look at each connection. */
  check(url: string): Promise<void>;
  /**
   * The judged address of a host that somebody typed in, for a protocol that is not HTTP (a mail server): connect to that
   * address, and to no other that the name may have a moment later.
   */
  addressOf(host: string, port: number): Promise<string>;
  /** Puts the process's own `fetch` (libraries use it) behind the same guard; each redirect it follows is judged again. */
  guardFetch(): void;
  /** Lets open requests end, for two seconds at most, and closes every connection. */
  close(): Promise<void>;
}

export interface OutboundOptions {
  /** `host:port` pairs on private networks that may be reached (`VERONA_OUTBOUND_ALLOW`). */
  allow: readonly string[];
  /** How names become addresses; the system's way when left out. */
  resolve?: Resolve;
}

/** A person waits for this answer. */
const checkMs = 5_000;

export function createOutbound({ allow, resolve = systemResolve }: OutboundOptions): Outbound {
  const allowed = allowedFrom(allow);
  const agent = new Agent({ connect: guardedConnector(allowed, resolve), connections: 16 });

  async function exchange(request: OutboundRequest, signal: AbortSignal): Promise<OutboundReply> {
    const { method, body = null, maxBytes = 1024 * 1024 } = request;
    const headers = headersOf(request.headers ?? {});
    const reply = await undiciRequest(targetOf(request.url), { dispatcher: agent, method, headers, body, signal });
    return {
      status: reply.statusCode,
      headers: Object.fromEntries(Object.entries(reply.headers).map(([name, text]) => [name, [text ?? ''].flat().join(', ')])),
      body: await readAtMost(reply.body, maxBytes),
    };
  }

  return {
    send: async (request) => {
      const { timeoutMs = 10_000 } = request;
      const { signal, over, release } = deadline(timeoutMs, request.signal);
      const exchanged = exchange(request, signal);
      try {
        // The race matters while a name is looked up or a socket opens: undici hears the signal only afterwards.
        return await Promise.race([exchanged, over]);
      } catch (error) {
        exchanged.catch(() => {}); // Lost the race; what it says later interests nobody.
        if (error instanceof Refusal || request.signal?.aborted) throw error;
        throw Object.assign(new Refusal(refusals.unreachable, { detail: reasonOf(error) }), { cause: error });
      } finally {
        release();
      }
    },
    check: async (url) => {
      const { hostname, port, protocol } = targetOf(url);
      const { over, release } = deadline(checkMs, undefined);
      try {
        await Promise.race([judged({ hostname: hostname.replace(/^\[|\]$/g, ''), port, protocol }, allowed, resolve), over]);
      } finally {
        release();
      }
    },
    addressOf: async (host, port) => {
      const { over, release } = deadline(checkMs, undefined);
      try {
        const looked = judged({ hostname: host.replace(/^\[|\]$/g, ''), port: String(port), protocol: 'tcp:' }, allowed, resolve);
        const [address] = await Promise.race([looked, over]);
        return address as string;
      } finally {
        release();
      }
    },
    guardFetch: () => setGlobalDispatcher(agent),
    close: async () => {
      const enough = new AbortController();
      await Promise.race([agent.close(), pause(2000, undefined, { signal: enough.signal }).catch(() => {})]);
      enough.abort();
      await agent.destroy();
    },
  };
}

/** A signal that fires when time is up or the caller gave up; `over` rejects at the same moment. */
function deadline(timeoutMs: number, given: AbortSignal | undefined) {
  const controller = new AbortController();
  const { signal } = controller;
  const late = () => controller.abort(new Refusal(refusals.too_slow, { detail: `No whole answer within ${timeoutMs} ms.` }));
  const givenUp = () => controller.abort(given?.reason);
  const timer = setTimeout(late, timeoutMs);
  if (given?.aborted) givenUp();
  given?.addEventListener('abort', givenUp, { once: true });
  const over = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    if (signal.aborted) reject(signal.reason);
  });
  over.catch(() => {}); // It may fire when nobody races any more.
  const release = () => {
    clearTimeout(timer);
    given?.removeEventListener('abort', givenUp);
  };
  return { signal, over, release };
}

async function readAtMost(body: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    // Leaving the loop destroys the stream and its connection.
    if (size > maxBytes) throw new Refusal(refusals.reply_too_large, { detail: `More than ${maxBytes} bytes.` });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A code people can search for (ECONNREFUSED, CERT_HAS_EXPIRED), without addresses of the inner network. */
function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  return code ? `The connection failed: ${code}.` : 'The connection failed.';
}

const neverConnected =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_\w+|CERT_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+)$/;

/**
 * True when a failed `send` surely carried nothing: no connection stood. Otherwise the other side may have acted on it, and
 * what must not happen twice must not be sent again.
 */
export function neverSent(error: unknown): boolean {
  if (!(error instanceof Refusal)) return false;
  if (error.kind.code !== refusals.unreachable.code)
    return error.kind.code !== refusals.too_slow.code && error.kind.code !== refusals.reply_too_large.code;
  const { cause } = error;
  return cause instanceof Error && 'code' in cause && neverConnected.test(String(cause.code));
}
