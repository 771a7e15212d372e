/** A small server of the AT protocol for tests: what the lexicons say of the methods we use, sessions and pages included. */
import type { Answer, Asked } from '../testing.ts';

export interface PlayedPost {
  did: string;
  rkey: string;
  text: string;
  at: number;
  reason?: string;
  root?: { uri: string; cid: string };
}

export const uriOf = ({ did, rkey }: Pick<PlayedPost, 'did' | 'rkey'>) => `at://${did}/app.bsky.feed.post/${rkey}`;

export function playBluesky(password: string) {
  const notified: PlayedPost[] = [];
  const posts: PlayedPost[] = [];
  const records = new Map<string, Record<string, unknown>>();
  const sessions = { made: 0, refreshed: 0, access: '' };
  const pageSize = 2;
  const own = { did: 'did:plc:shop', handle: 'shop.test' };

  const viewOf = ({ did, rkey, text, at, root }: PlayedPost) => ({
    uri: uriOf({ did, rkey }),
    cid: `cid-${rkey}`,
    author: { did, handle: `${did.slice(8)}.test`, displayName: did.slice(8).toUpperCase() },
    record: {
      $type: 'app.bsky.feed.post',
      text,
      createdAt: new Date(at).toISOString(),
      langs: ['en'],
      ...(root && { reply: { root, parent: root } }),
    },
    indexedAt: new Date(at).toISOString(),
  });

  function paged(asked: Asked, all: PlayedPost[]) {
    const sorted = all.toSorted((a, b) => b.at - a.at);
    const from = Number(asked.url.searchParams.get('cursor') ?? 0);
    const page = sorted.slice(from, from + pageSize);
    return { page, ...(page.length > 0 && { cursor: String(from + page.length) }) };
  }
  const tokens = () => {
    sessions.access = `access-${sessions.made}-${sessions.refreshed}`;
    return { ...own, accessJwt: sessions.access, refreshJwt: 'refresh' };
  };
  const refusal = (status: number, error: string, message = error): Answer => ({ status, body: { error, message } });

  function answer(asked: Asked): Answer {
    const { url, headers, body } = asked;
    const method = url.pathname.replace('/xrpc/', '');
    const told = body === '' ? {} : JSON.parse(body);
    if (method === 'com.atproto.server.createSession') {
      if (told.password !== password) return refusal(401, 'AuthenticationRequired', 'Invalid identifier or password');
      sessions.made += 1;
      return { body: tokens() };
    }
    if (method === 'com.atproto.server.refreshSession') {
      if (headers.authorization !== 'Bearer refresh') return refusal(400, 'ExpiredToken');
      sessions.refreshed += 1;
      return { body: tokens() };
    }
    if (headers.authorization !== `Bearer ${sessions.access}`) return refusal(400, 'ExpiredToken', 'Token has expired');
    if (method === 'app.bsky.notification.listNotifications') {
      const { page, ...cursor } = paged(asked, notified);
      return {
        body: {
          notifications: page.map((one) => ({ ...viewOf(one), reason: one.reason ?? 'mention', isRead: false })),
          ...cursor,
        },
      };
    }
    if (method === 'app.bsky.feed.searchPosts') {
      const q = url.searchParams.get('q') ?? '';
      const { page, ...cursor } = paged(
        asked,
        posts.filter(({ text }) => text.includes(q)),
      );
      return { body: { posts: page.map(viewOf), ...cursor } };
    }
    if (method === 'com.atproto.repo.putRecord') {
      const uri = uriOf({ did: told.repo, rkey: told.rkey });
      if (records.has(uri) && told.swapRecord === null) return refusal(400, 'InvalidSwap', 'Record was at another cid');
      records.set(uri, told.record);
      return { body: { uri, cid: `cid-${told.rkey}` } };
    }
    if (method === 'com.atproto.repo.getRecord') {
      const uri = uriOf({ did: url.searchParams.get('repo') ?? '', rkey: url.searchParams.get('rkey') ?? '' });
      const value = records.get(uri);
      return value ? { body: { uri, cid: 'cid', value } } : refusal(400, 'RecordNotFound');
    }
    return refusal(501, 'MethodNotImplemented');
  }

  return { notified, posts, records, sessions, answer };
}
