/** Feeds: RSS, Atom, RDF and JSON Feed, read with the validators of the last time, and never answered. */
import { createThreads, TookTooLong } from '#platform/threads';
import type { FeedSettings } from '../../../contract.ts';
import { ask, demandWell } from '../ask.ts';
import { type Mention, type Page, Trouble, type Voice, type VoiceDeps } from '../voice.ts';
import type { Asked, FeedItem } from './items.ts';
import { decoded, toMention } from './to-mention.ts';

const parseMs = 5_000;
const accept =
  'application/rss+xml, application/atom+xml, application/feed+json, application/json;q=0.9, text/xml;q=0.9, */*;q=0.5';

export function createFeedVoice({ outbound, now }: VoiceDeps): Voice & { close(): Promise<void> } {
  const threads = createThreads<Asked, FeedItem[]>({ module: new URL('./work.ts', import.meta.url).href });

  async function read(url: string, memo: Record<string, string>): Promise<Page> {
    // What was told about another address says nothing about this one.
    const known = memo.url === url ? memo : {};
    const reply = await ask(outbound, {
      method: 'GET',
      url,
      headers: {
        accept,
        ...(known.etag && { 'if-none-match': known.etag }),
        ...(known.modified && { 'if-modified-since': known.modified }),
      },
    });
    if (reply.status === 304) return { mentions: [], next: undefined };
    const { headers, body } = demandWell(reply, now());
    const { etag, 'last-modified': modified } = headers;
    const memory = { url, ...(etag && { etag }), ...(modified && { modified }) };
    const items = await itemsIn(decoded(body, headers['content-type']));
    const mentions = items.map((item) => toMention(item, url, now())).filter((each): each is Mention => each !== undefined);
    return { mentions, next: undefined, memo: memory };
  }

  async function itemsIn(text: string): Promise<FeedItem[]> {
    try {
      return await threads.run({ text }, parseMs);
    } catch (error) {
      const why = error instanceof TookTooLong ? 'reading it took too long' : 'it is not a feed (RSS, Atom, RDF or JSON Feed)';
      throw Object.assign(new Trouble(`what stands there cannot be read: ${why}`), { cause: error });
    }
  }

  return {
    async open({ settings, learned }) {
      const { url } = settings as unknown as FeedSettings;
      return { learned, places: [{ name: 'feed', page: (_cursor, memo) => read(url, memo) }] };
    },
    close: () => threads.close(),
  };
}
