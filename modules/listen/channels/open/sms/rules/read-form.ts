/** What a provider of text messages tells: a message that came, or what became of one of ours. Pure. */
import type { InboundMessage } from '../../../inbound.ts';
import { fullNumber } from '../../rules/numbers.ts';

export type Told =
  | { kind: 'message'; message: InboundMessage }
  | { kind: 'news'; providerId: string; state: 'delivered' | 'failed'; reason?: string }
  /** Nothing that changes anything: still on its way. */
  | { kind: 'nothing' };

const delivered = new Set(['delivered', 'read']);
const failed = new Set(['failed', 'undelivered', 'canceled']);

/** Words that carriers and laws know (CTIA Messaging Principles §5.1.3; Twilio, "Default STOP keywords"). */
const keywords: Record<string, 'stop' | 'start' | 'help'> = {
  ...Object.fromEntries(
    ['stop', 'stopall', 'unsubscribe', 'cancel', 'end', 'quit', 'revoke', 'optout'].map((word) => [word, 'stop']),
  ),
  ...Object.fromEntries(['start', 'yes', 'unstop'].map((word) => [word, 'start'])),
  ...Object.fromEntries(['help', 'info'].map((word) => [word, 'help'])),
};

const longestText = 200_000;

export function readForm(channelId: string, form: URLSearchParams, now: number): Told | undefined {
  const sid = form.get('MessageSid') ?? form.get('SmsSid');
  if (!sid || sid.length > 64) return undefined;
  const status = form.get('MessageStatus');
  if (status !== null) {
    if (delivered.has(status)) return { kind: 'news', providerId: sid, state: 'delivered' };
    if (!failed.has(status)) return { kind: 'nothing' };
    const code = form.get('ErrorCode');
    return { kind: 'news', providerId: sid, state: 'failed', reason: `the provider says "${status}"${code ? ` (${code})` : ''}` };
  }
  const from = form.get('From')?.trim();
  if (!from || from.length > 100) return undefined;
  const number = fullNumber(from);
  const media = mediaOf(form);
  const text = [form.get('Body') ?? '', ...media.map(({ url }) => url)].filter(Boolean).join('\n').slice(0, longestText);
  const keyword = keywords[(form.get('Body') ?? '').trim().toLowerCase()];
  return {
    kind: 'message',
    message: {
      channelId,
      externalId: sid,
      // Text messages know no conversations: all from one number are one.
      thread: [`sms:${number ?? from}`],
      // A word in place of a number (a shop, a bank) is a name that anybody may take, and nobody can answer it.
      sender: number === undefined ? { type: 'anonymous_id', value: `sms:${from}` } : { type: 'phone', value: number },
      senderVerified: number !== undefined,
      text,
      attachments: [],
      occurredAt: new Date(now).toISOString(),
      nature: 'human',
      details: { to: form.get('To') ?? '', ...(keyword && { keyword }), ...(media.length > 0 && { media }) },
    },
  };
}

/** Pictures stay with the provider: their addresses are part of what was said, and nothing is fetched unasked. */
function mediaOf(form: URLSearchParams): { url: string; type: string }[] {
  const count = Math.min(Number(form.get('NumMedia') ?? 0) || 0, 10);
  return Array.from({ length: count }, (_, at) => ({
    url: form.get(`MediaUrl${at}`) ?? '',
    type: form.get(`MediaContentType${at}`) ?? '',
  })).filter(({ url }) => url !== '');
}
