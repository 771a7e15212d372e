/** A small Mastodon for tests: what its API documentation says of the routes we use, pages and `Idempotency-Key` included. */
import type { Answer, Asked } from '../testing.ts';

export interface PlayedStatus {
  id: string;
  acct: string;
  content: string;
  at: number;
  visibility?: string;
  answers?: string;
  tags?: string[];
}

export function playMastodon(url: string, token: string) {
  const mentions: { id: string; status: PlayedStatus }[] = [];
  const statuses: PlayedStatus[] = [];
  const posted: { body: Record<string, unknown>; id: string }[] = [];
  const keys = new Map<string, string>();
  const pageSize = 2;

  const account = (acct: string) => ({
    id: `a-${acct}`,
    username: acct.split('@')[0],
    acct,
    display_name: `The ${acct.split('@')[0]}`,
  });
  const statusOf = ({ id, acct, content, at, visibility = 'public', answers }: PlayedStatus) => ({
    id,
    uri: `${url}/users/${acct}/statuses/${id}`,
    url: `${url}/@${acct}/${id}`,
    created_at: new Date(at).toISOString(),
    in_reply_to_id: answers ?? null,
    sensitive: false,
    spoiler_text: '',
    visibility,
    language: 'en',
    content: `<p><span class="h-card"><a href="${url}/@shop" class="u-url mention">@<span>shop</span></a></span> ${content}</p>`,
    account: account(acct),
    media_attachments: [],
    mentions: [],
    tags: [],
  });
  const number = (id: string) => Number(id.replace(/\D/g, ''));

  /** Newest first, below `max_id`, with the next page named in `Link`. */
  function paged<T extends { id: string }>(asked: Asked, all: T[], shown: (one: T) => unknown): Answer {
    const below = asked.url.searchParams.get('max_id');
    const sorted = all.toSorted((a, b) => number(b.id) - number(a.id));
    const rest = below === null ? sorted : sorted.filter(({ id }) => number(id) < number(below));
    const page = rest.slice(0, pageSize);
    const last = page.at(-1);
    const link = last && rest.length > page.length ? { link: `<${url}${asked.url.pathname}?max_id=${last.id}>; rel="next"` } : {};
    return { headers: link, body: page.map(shown) };
  }

  function answer(asked: Asked): Answer {
    const { method, url: at, headers, body } = asked;
    if (headers.authorization !== `Bearer ${token}`) return { status: 401, body: { error: 'The access token is invalid' } };
    if (at.pathname === '/api/v1/accounts/verify_credentials') return { body: { ...account('shop'), source: {} } };
    if (at.pathname === '/api/v2/instance')
      return { body: { domain: 'social.example', configuration: { statuses: { max_characters: 60 } } } };
    if (at.pathname === '/api/v1/notifications')
      return paged(asked, mentions, ({ id, status }) => ({
        id,
        type: 'mention',
        created_at: new Date(status.at).toISOString(),
        account: account(status.acct),
        status: statusOf(status),
      }));
    const [, tag] = /^\/api\/v1\/timelines\/tag\/(.+)$/.exec(at.pathname) ?? [];
    if (tag !== undefined)
      return paged(
        asked,
        statuses.filter(({ tags }) => tags?.includes(decodeURIComponent(tag))),
        statusOf,
      );
    if (method === 'POST' && at.pathname === '/api/v1/statuses') {
      const key = String(headers['idempotency-key']);
      const told = JSON.parse(body) as Record<string, unknown>;
      const id = keys.get(key) ?? String(9_000 + posted.length);
      if (!keys.has(key)) posted.push({ body: told, id });
      keys.set(key, id);
      return { body: statusOf({ id, acct: 'shop', content: String(told.status), at: Date.now() }) };
    }
    return { status: 404, body: { error: 'Record not found' } };
  }

  return { mentions, statuses, posted, answer };
}
