/** What Mastodon's client API calls a status, as far as we read it, and what it is to us. Pure. */
import { z } from '#platform/contract';
import type { Mention } from '../voice.ts';

const account = z.object({ id: z.string(), acct: z.string().min(1), display_name: z.string().default('') });

export const status = z.object({
  id: z.string().min(1),
  url: z.string().nullish(),
  created_at: z.string(),
  in_reply_to_id: z.string().nullish(),
  spoiler_text: z.string().nullish(),
  visibility: z.string().default('public'),
  language: z.string().nullish(),
  content: z.string().default(''),
  account,
});
export type Status = z.infer<typeof status>;

export const notification = z.object({ id: z.string(), type: z.string(), created_at: z.string(), status: status.nullish() });
export const credentials = z.object({ id: z.string(), acct: z.string().min(1) });
export const instance = z.object({
  domain: z.string().optional(),
  configuration: z
    .object({ statuses: z.object({ max_characters: z.number().int().positive() }).partial() })
    .partial()
    .optional(),
});

/** What an answer points at. */
export const reference = z.object({ id: z.string(), acct: z.string(), visibility: z.string(), spoiler: z.string() });

/** Accounts of the server itself come without it. */
export const fullName = (acct: string, domain: string): string => (acct.includes('@') ? acct : `${acct}@${domain}`).toLowerCase();

export function toMention(told: Status, domain: string, listed: string): Mention {
  const { id, account: by, visibility, in_reply_to_id: answers } = told;
  const said = Date.parse(told.created_at);
  const listedAt = Date.parse(listed);
  const at = Number.isNaN(listedAt) ? said : listedAt;
  return {
    externalId: id,
    sender: { type: 'mastodon', value: fullName(by.acct, domain) },
    // The server checks signatures of others (HTTP Signatures) before it tells us.
    verified: true,
    name: by.display_name.trim() || by.acct,
    handle: `@${fullName(by.acct, domain)}`,
    subject: told.spoiler_text?.trim() || undefined,
    html: told.content,
    link: told.url ?? undefined,
    language: told.language ?? undefined,
    occurredAt: new Date(Number.isNaN(said) ? at : Math.min(said, at)).toISOString(),
    listedAt: at,
    isPublic: visibility === 'public' || visibility === 'unlisted',
    answers: answers ?? undefined,
    reference: { id, acct: by.acct, visibility, spoiler: told.spoiler_text ?? '' } satisfies z.infer<typeof reference>,
    details: { visibility },
  };
}

/** Where the next older stretch begins, by the `Link` header (RFC 8288). */
export function olderThan(link: string | undefined): string | undefined {
  for (const part of (link ?? '').split(/,\s*(?=<)/)) {
    const [, url, rest] = /^<([^>]+)>(.*)$/.exec(part) ?? [];
    if (url && /;\s*rel="?next"?/.test(rest ?? '') && URL.canParse(url))
      return new URL(url).searchParams.get('max_id') ?? undefined;
  }
  return undefined;
}
