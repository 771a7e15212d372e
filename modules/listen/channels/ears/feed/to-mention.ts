/** From an item of a feed to something that somebody said in public. Pure. */
import type { Mention } from '../voice.ts';
import type { FeedItem } from './items.ts';

/** The text of a feed in the letters it says it is written in: by its header, its XML declaration, else UTF-8. */
export function decoded(body: Buffer, contentType: string | undefined): string {
  const declared = /^\s*<\?xml[^>]*\bencoding=["']([\w.:-]{1,40})["']/.exec(body.subarray(0, 200).toString('latin1'))?.[1];
  const named = /charset=["']?([\w.:-]{1,40})/i.exec(contentType ?? '')?.[1] ?? declared ?? 'utf-8';
  try {
    return new TextDecoder(named).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}

/** Undefined when it says nothing. */
export function toMention(item: FeedItem, feedUrl: string, now: number): Mention | undefined {
  const { title, html, text } = item;
  if (!title?.trim() && !html?.trim() && !text?.trim()) return undefined;
  const host = new URL(feedUrl).host;
  const stated = item.date === undefined ? Number.NaN : Date.parse(item.date);
  const listedAt = Number.isNaN(stated) ? undefined : Math.min(stated, now);
  const author = item.author?.trim();
  const link = absolute(item.link, feedUrl);
  return {
    externalId: item.id.length > 900 ? item.id.slice(0, 900) : item.id,
    // A name means somebody only where it is used; who gives no name speaks for the site.
    sender: { type: 'author', value: absolute(item.authorUrl, feedUrl) ?? (author ? `${author} (${host})` : host) },
    verified: false,
    name: author ?? host,
    handle: author,
    subject: title,
    ...(html?.trim() ? { html } : { text: text ?? '' }),
    link,
    language: item.language,
    occurredAt: new Date(listedAt ?? now).toISOString(),
    listedAt,
    isPublic: true,
    reference: {},
  };
}

function absolute(link: string | undefined, base: string): string | undefined {
  if (link === undefined || !URL.canParse(link.trim(), base)) return undefined;
  const { href, protocol } = new URL(link.trim(), base);
  return protocol === 'https:' || protocol === 'http:' ? href : undefined;
}
