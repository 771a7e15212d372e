/** One question to the other side: bounded, judged at each step, and what went wrong said in words for people. */
import { gunzipSync, inflateSync } from 'node:zlib';
import { Refusal, z } from '#platform/contract';
import type { Outbound, OutboundReply, OutboundRequest } from '#platform/outbound';
import { shownReason } from '../open/rules/answers.ts';
import { notBefore } from './rules/when-again.ts';
import { Trouble } from './voice.ts';

const maxBytes = 2 * 1024 * 1024;
const timeoutMs = 15_000;
const hops = 5;

/** The reply, redirects followed for what only reads; each address is judged anew. Throws `Trouble` when there is none. */
export async function ask(outbound: Outbound, request: OutboundRequest): Promise<OutboundReply> {
  let { url } = request;
  for (let hop = 0; ; hop += 1) {
    const reply = await send(outbound, { maxBytes, timeoutMs, ...request, url });
    const { location } = reply.headers;
    const moved = [301, 302, 303, 307, 308].includes(reply.status) && location !== undefined && request.method === 'GET';
    if (!moved || hop >= hops || !URL.canParse(location, url)) return { ...reply, body: unpacked(reply) };
    const next = new URL(location, url);
    // Who we are is told to the one we meant, and to nobody it points at.
    if (request.headers?.authorization && next.origin !== new URL(url).origin)
      throw new Trouble(`it sends us to another server (${next.host})`);
    url = next.href;
  }
}

async function send(outbound: Outbound, request: OutboundRequest): Promise<OutboundReply> {
  try {
    return await outbound.send({ ...request, headers: { 'accept-encoding': 'identity', ...request.headers } });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw Object.assign(new Trouble(error.message), { cause: error });
  }
}

/** Some servers pack whatever they are asked for. */
function unpacked({ headers, body }: OutboundReply): Buffer {
  const packed = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (packed === 'identity' || packed === '') return body;
  try {
    if (packed === 'gzip' || packed === 'x-gzip') return gunzipSync(body, { maxOutputLength: maxBytes });
    if (packed === 'deflate') return inflateSync(body, { maxOutputLength: maxBytes });
  } catch {
    throw new Trouble('its answer cannot be unpacked, or is larger than 2 MB');
  }
  throw new Trouble(`its answer is packed as ${packed}, which was not asked for`);
}

const reasons: Partial<Record<number, string>> = {
  401: 'it does not let us in',
  403: 'it does not let us in',
  404: 'nothing is there',
  410: 'nothing is there any more',
  429: 'it has had enough of us for now',
};

/** The reply when all is well; else `Trouble` with the other side's words and its wish when to come back. */
export function demandWell(reply: OutboundReply, now: number): OutboundReply {
  const { status, headers, body } = reply;
  if (status >= 200 && status < 300) return reply;
  const said = errorOf(body);
  const why = reasons[status] ?? 'it could not answer';
  const words = said?.message === undefined ? shownReason(body) : `: ${said.message.slice(0, 300)}`;
  throw new Trouble(`${why} (${status}${words})`, { status, notBefore: notBefore(headers, now), code: said?.code });
}

/** XRPC says `{ error, message }`; Mastodon `{ error, error_description }`. */
export function errorOf(body: Buffer): { code?: string; message?: string } | undefined {
  try {
    const { error, message, error_description: description } = JSON.parse(body.toString('utf8'));
    const text = [message, description, error].find((each) => typeof each === 'string');
    return { ...(typeof error === 'string' && { code: error }), ...(text && { message: text }) };
  } catch {
    return undefined;
  }
}

export function jsonOf({ body }: OutboundReply): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new Trouble('its answer is not JSON');
  }
}

/** What we need of an answer, or `Trouble` naming what is not as its documentation says. */
export function read<S extends z.ZodType>(shape: S, told: unknown): z.output<S> {
  const { data, error } = shape.safeParse(told);
  if (error === undefined) return data as z.output<S>;
  const [issue] = error.issues;
  throw new Trouble(`its answer is not as expected (${issue?.path.join('.') || 'all of it'}: ${issue?.message ?? 'unknown'})`);
}

export const listIn = (reply: OutboundReply): unknown[] => read(z.array(z.unknown()), jsonOf(reply));
