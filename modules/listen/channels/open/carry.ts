/**
 * Sends to the other side of an open channel: signed, under our id of the message. It may be sent again after any doubt, since
 * who takes it in knows that id (Standard Webhooks: `webhook-id`).
 */
import { Webhook } from 'standardwebhooks';
import type { Outbound } from '#platform/outbound';
import type { WebhookSettings } from '../../contract/open.ts';
import type { Carried, OutboundMessage } from '../outbound.ts';
import { shownReason } from './rules/answers.ts';

export async function carryToWebhook(
  outbound: Outbound,
  { url }: WebhookSettings,
  secret: string,
  message: OutboundMessage,
  now: number,
): Promise<Carried> {
  const { id, thread, to, text, html, subject, authorName, automatic } = message;
  const data = { id, thread, to, text, html, subject, author: authorName, automatic };
  const body = JSON.stringify({ type: 'message', data });
  const reply = await outbound.send({
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/json',
      'accept-encoding': 'identity',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, new Date(now), body),
    },
    body,
  });
  const { status } = reply;
  if (status >= 200 && status < 300) return { state: 'sent', ...named(reply.body) };
  const reason = `the other side answered ${status}${shownReason(reply.body)}`;
  // Too early, too often, or broken over there: none of it is an answer to the message.
  if (status >= 500 || [408, 425, 429].includes(status)) throw new Error(reason);
  return { state: 'failed', reason };
}

/** The other side's own name for it, when it tells one. */
function named(body: Buffer): { providerId?: string } {
  try {
    const { id } = JSON.parse(body.toString('utf8'));
    return typeof id === 'string' && id.length > 0 && id.length <= 200 ? { providerId: id } : {};
  } catch {
    return {};
  }
}
