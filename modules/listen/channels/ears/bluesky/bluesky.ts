/** Bluesky by XRPC: mentions, replies, quotes and searches are heard; answers are records of ours under theirs. */
import { z } from '#platform/contract';
import { answeringOf, type BlueskySettings, whyTooLong } from '../../../contract.ts';
import { read } from '../ask.ts';
import { tidOf } from '../rules/keys.ts';
import { type Listening, type Page, Trouble, type Voice, type VoiceDeps } from '../voice.ts';
import { answerRecord, found, notifications, post, reference, toMention } from './post.ts';
import { createSessions } from './session.ts';

const atOnce = '100';
const heard = ['mention', 'reply', 'quote'];
const collection = 'app.bsky.feed.post';
const written = z.object({ uri: z.string(), cid: z.string() });
const standing = z.object({ uri: z.string(), value: z.object({ text: z.string() }) });

export function createBlueskyVoice(deps: VoiceDeps): Voice {
  const sessions = createSessions(deps);

  async function mentions(listening: Listening, cursor: string | undefined): Promise<Page> {
    const query = new URLSearchParams({ limit: atOnce, ...(cursor && { cursor }) });
    for (const reason of heard) query.append('reasons', reason);
    const told = read(notifications, await sessions.call(listening, 'app.bsky.notification.listNotifications', { query }));
    const page: Page = { mentions: [], next: nextOf(told.cursor, told.notifications), listed: [] };
    for (const each of told.notifications) {
      const one = heard.includes(each.reason) ? post.safeParse(each).data : undefined;
      if (one) page.mentions.push(toMention(one, each.reason));
      else page.listed?.push(Date.parse(each.indexedAt));
    }
    return page;
  }

  async function search(listening: Listening, q: string, cursor: string | undefined): Promise<Page> {
    const query = new URLSearchParams({ q, sort: 'latest', limit: atOnce, ...(cursor && { cursor }) });
    const told = read(found, await sessions.call(listening, 'app.bsky.feed.searchPosts', { query }));
    const posts = told.posts.flatMap((each) => post.safeParse(each).data ?? []);
    return { mentions: posts.map((each) => toMention(each, 'search')), next: nextOf(told.cursor, told.posts) };
  }

  /** Whether what may have gone is there already, under its key. */
  async function stands(listening: Listening, repo: string, rkey: string, text: string) {
    const query = new URLSearchParams({ repo, collection, rkey });
    const { uri, value } = read(standing, await sessions.call(listening, 'com.atproto.repo.getRecord', { query }));
    return value.text === text ? uri : undefined;
  }

  return {
    async open(listening) {
      const { did, handle } = await sessions.who(listening);
      const { searches } = listening.settings as unknown as BlueskySettings;
      return {
        learned: { me: did, handle: `@${handle}` },
        places: [
          { name: 'mentions', page: (cursor) => mentions(listening, cursor) },
          ...searches.map((q) => ({
            name: `search:${q.toLowerCase()}`,
            page: (cursor: string | undefined) => search(listening, q, cursor),
          })),
        ],
      };
    },
    // A record of the same key is written once.
    mayRepeat: () => true,
    async answer(listening, to, { id, text }) {
      const tooLong = whyTooLong('bluesky', answeringOf('bluesky', {}, ''), text);
      if (tooLong !== undefined) return { state: 'failed', reason: tooLong };
      const rkey = tidOf(id);
      try {
        const { did: repo } = await sessions.who(listening);
        const record = answerRecord(text, read(reference, to), new Date(deps.now()).toISOString());
        // `swapRecord: null`: only where nothing stands yet.
        const body = { repo, collection, rkey, record, swapRecord: null };
        try {
          const { uri } = read(written, await sessions.call(listening, 'com.atproto.repo.putRecord', { body }));
          return { state: 'sent', providerId: uri, externalId: uri };
        } catch (error) {
          if (!(error instanceof Trouble) || error.code !== 'InvalidSwap') throw error;
          const uri = await stands(listening, repo, rkey, text);
          if (uri === undefined) return { state: 'failed', reason: 'another post of ours stands under its key' };
          return { state: 'sent', providerId: uri, externalId: uri };
        }
      } catch (error) {
        if (!(error instanceof Trouble)) throw error;
        const { status, message: reason } = error;
        if (status !== undefined && status < 500 && ![408, 425, 429].includes(status)) return { state: 'failed', reason };
        throw error;
      }
    },
  };
}

/** A cursor behind the last page leads nowhere. */
const nextOf = (cursor: string | undefined, page: readonly unknown[]) => (page.length === 0 ? undefined : cursor);
