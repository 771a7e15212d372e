/** Mastodon by its client API: mentions and hashtags are heard, answers are posted under theirs. */
import { neverSent, type OutboundReply } from '#platform/outbound';
import { answeringOf, type MastodonSettings, whyTooLong } from '../../../contract.ts';
import type { OutboundMessage } from '../../outbound.ts';
import { ask, demandWell, jsonOf, listIn, read } from '../ask.ts';
import { madeAt } from '../rules/keys.ts';
import { type Learned, type Listening, type Page, Trouble, type Voice, type VoiceDeps } from '../voice.ts';
import { credentials, fullName, instance, notification, olderThan, reference, status, toMention } from './status.ts';

const atOnce = 40;
/** A server remembers an `Idempotency-Key` for an hour; we stop repeating before. */
const repeatMs = 50 * 60_000;

export function createMastodonVoice({ outbound, now }: VoiceDeps): Voice {
  const addressOf = ({ settings }: Listening, path: string) =>
    new URL(path, (settings as unknown as MastodonSettings).server).href;
  const authorization = ({ secret }: Listening) => ({ authorization: `Bearer ${secret}`, accept: 'application/json' });

  async function get(listening: Listening, path: string): Promise<OutboundReply> {
    const url = addressOf(listening, path);
    return demandWell(await ask(outbound, { method: 'GET', url, headers: authorization(listening) }), now());
  }

  /** Who we are, how its own accounts are named to the world, and how long a post may be. */
  async function learn(listening: Listening): Promise<Learned> {
    if (listening.learned.me !== undefined) return listening.learned;
    const own = read(credentials, jsonOf(await get(listening, '/api/v1/accounts/verify_credentials')));
    const about = read(instance, jsonOf(await get(listening, '/api/v2/instance')));
    const domain = about.domain ?? new URL(addressOf(listening, '/')).host;
    const limit = about.configuration?.statuses?.max_characters ?? 500;
    const me = fullName(own.acct, domain);
    return { me, handle: `@${me}`, limit, domain };
  }

  async function mentions(listening: Listening, domain: string, cursor: string | undefined): Promise<Page> {
    const query = new URLSearchParams({ 'types[]': 'mention', limit: String(atOnce), ...(cursor && { max_id: cursor }) });
    const reply = await get(listening, `/api/v1/notifications?${query}`);
    const page: Page = { mentions: [], next: olderThan(reply.headers.link), listed: [] };
    for (const raw of listIn(reply)) {
      const told = notification.safeParse(raw).data;
      if (told?.type === 'mention' && told.status) page.mentions.push(toMention(told.status, domain, told.created_at));
      else if (told) page.listed?.push(Date.parse(told.created_at));
    }
    return page;
  }

  async function tagged(listening: Listening, domain: string, tag: string, cursor: string | undefined): Promise<Page> {
    const query = new URLSearchParams({ limit: String(atOnce), ...(cursor && { max_id: cursor }) });
    const path = `/api/v1/timelines/tag/${encodeURIComponent(tag.replace(/^#/, ''))}?${query}`;
    const reply = await get(listening, path);
    const found = listIn(reply).flatMap((raw) => status.safeParse(raw).data ?? []);
    return { mentions: found.map((each) => toMention(each, domain, each.created_at)), next: olderThan(reply.headers.link) };
  }

  const mayRepeat = ({ id }: OutboundMessage, at: number) => at - madeAt(id) < repeatMs;

  return {
    async open(listening) {
      const learned = await learn(listening);
      const { hashtags } = listening.settings as unknown as MastodonSettings;
      const domain = learned.domain ?? '';
      return {
        learned,
        places: [
          { name: 'mentions', page: (cursor) => mentions(listening, domain, cursor) },
          ...hashtags.map((tag) => ({
            name: `tag:${tag.toLowerCase()}`,
            page: (cursor: string | undefined) => tagged(listening, domain, tag, cursor),
          })),
        ],
      };
    },
    mayRepeat,
    async answer(listening, to, message) {
      const { id: theirs, acct, visibility, spoiler } = read(reference, to);
      const answering = answeringOf('mastodon', listening.learned, acct);
      const tooLong = whyTooLong('mastodon', answering, message.text);
      if (tooLong !== undefined) return { state: 'failed', reason: tooLong };
      try {
        const reply = await ask(outbound, {
          method: 'POST',
          url: addressOf(listening, '/api/v1/statuses'),
          headers: { ...authorization(listening), 'content-type': 'application/json', 'idempotency-key': message.id },
          body: JSON.stringify({
            status: `${answering.prefix}${message.text}`,
            in_reply_to_id: theirs,
            // Who could read theirs can read ours, and nobody else.
            visibility,
            ...(spoiler && { spoiler_text: spoiler }),
          }),
        });
        const { id, url } = read(status, jsonOf(demandWell(reply, now())));
        return { state: 'sent', providerId: url ?? id, externalId: id };
      } catch (error) {
        if (!(error instanceof Trouble)) throw error;
        const { status: answered, message: reason } = error;
        if (answered !== undefined && answered < 500 && ![408, 425, 429].includes(answered)) return { state: 'failed', reason };
        // Under the same key it stands once, for as long as the server remembers the key.
        if (neverSent(error.cause) || mayRepeat(message, now())) throw error;
        return { state: 'unknown', reason };
      }
    },
  };
}
