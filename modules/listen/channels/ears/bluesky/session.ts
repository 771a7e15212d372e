/**
 * Signed in to a server of the AT protocol, by an app password. Signing in is rationed (300 a day an account), so a session
 * lives as long as this process and is refreshed; only when that is refused do we sign in again.
 */
import { createHash } from 'node:crypto';
import { z } from '#platform/contract';
import type { OutboundReply } from '#platform/outbound';
import type { BlueskySettings } from '../../../contract.ts';
import { ask, demandWell, errorOf, jsonOf, read } from '../ask.ts';
import type { Listening, VoiceDeps } from '../voice.ts';

const session = z.object({ did: z.string().min(1), handle: z.string(), accessJwt: z.string(), refreshJwt: z.string() });
type Session = z.infer<typeof session>;

export interface Sessions {
  who(listening: Listening): Promise<Pick<Session, 'did' | 'handle'>>;
  /** Asks (`query`) or has something done (`body`); throws `Trouble` unless it went well. */
  call(listening: Listening, method: string, given: { query?: URLSearchParams; body?: unknown }): Promise<unknown>;
}

export function createSessions({ outbound, now }: Pick<VoiceDeps, 'outbound' | 'now'>): Sessions {
  const open = new Map<string, Session>();
  const keyOf = ({ channelId, settings, secret }: Listening) => {
    const { server, account } = settings as unknown as BlueskySettings;
    return createHash('sha256').update([channelId, server, account, secret].join('\n')).digest('hex');
  };

  async function xrpc(
    listening: Listening,
    method: string,
    token: string | undefined,
    given: { query?: URLSearchParams; body?: unknown },
  ) {
    const { server } = listening.settings as unknown as BlueskySettings;
    const query = given.query?.toString();
    const reads = given.query !== undefined;
    return ask(outbound, {
      method: reads ? 'GET' : 'POST',
      url: new URL(`/xrpc/${method}${query ? `?${query}` : ''}`, server).href,
      headers: {
        accept: 'application/json',
        ...(token && { authorization: `Bearer ${token}` }),
        ...(given.body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(given.body !== undefined && { body: JSON.stringify(given.body) }),
    });
  }

  async function signIn(listening: Listening): Promise<Session> {
    const { account: identifier } = listening.settings as unknown as BlueskySettings;
    const body = { identifier, password: listening.secret };
    const reply = demandWell(await xrpc(listening, 'com.atproto.server.createSession', undefined, { body }), now());
    return keep(listening, reply);
  }

  async function refresh(listening: Listening, { refreshJwt }: Session): Promise<Session> {
    const reply = await xrpc(listening, 'com.atproto.server.refreshSession', refreshJwt, {});
    if (reply.status !== 400 && reply.status !== 401) return keep(listening, demandWell(reply, now()));
    open.delete(keyOf(listening));
    return signIn(listening);
  }

  function keep(listening: Listening, reply: OutboundReply): Session {
    const one = read(session, jsonOf(reply));
    open.set(keyOf(listening), one);
    return one;
  }

  const present = (listening: Listening) => open.get(keyOf(listening)) ?? signIn(listening);

  return {
    who: async (listening) => present(listening),
    async call(listening, method, given) {
      const one = await present(listening);
      const reply = await xrpc(listening, method, one.accessJwt, given);
      if (!isExpired(reply)) return jsonOf(demandWell(reply, now()));
      const renewed = await refresh(listening, one);
      return jsonOf(demandWell(await xrpc(listening, method, renewed.accessJwt, given), now()));
    },
  };
}

/** Servers say it as 400 `ExpiredToken`; some as a plain 401. */
const isExpired = (reply: OutboundReply): boolean =>
  reply.status === 401 || (reply.status === 400 && errorOf(reply.body)?.code === 'ExpiredToken');
