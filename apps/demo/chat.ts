/** A visitor's chat, as the widget on the company's site speaks to the server. */
import { createHmac, randomUUID } from 'node:crypto';
import type { chatLines, chatSession } from '#listen/contract';
import type { z } from '#platform/contract';

export interface Chatting {
  say(text: string): Promise<void>;
  lines(): Promise<z.output<typeof chatLines>>;
  /** The site vouches for who she is: the chat goes on, and is hers. */
  signIn(userId: string, secret: string, now: number): Promise<void>;
}

export async function openChat(
  url: string,
  key: string,
  about: { anonymousId: string; page: { url: string } },
): Promise<Chatting> {
  const ask = async <T>(path: string, method: string, token?: string, body?: unknown): Promise<T> => {
    const reply = await fetch(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!reply.ok) throw new Error(`the chat answered ${reply.status}: ${await reply.text()}`);
    return (await reply.json()) as T;
  };
  const begin = (body: unknown) => ask<z.output<typeof chatSession>>(`/chat/v1/${key}/sessions`, 'POST', undefined, body);
  let { token } = await begin(about);
  return {
    say: (text) => ask('/chat/v1/messages', 'POST', token, { clientId: randomUUID(), text }),
    lines: () => ask('/chat/v1/messages?after=0', 'GET', token),
    async signIn(userId, secret, now) {
      const identityToken = signed({ sub: userId, exp: Math.floor(now / 1000) + 3_600 }, secret);
      ({ token } = await begin({ ...about, token, identityToken }));
    },
  };
}

/** A JWT (RFC 7519), HS256: what the company's own server makes for a signed-in customer. */
function signed(claims: object, secret: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}
