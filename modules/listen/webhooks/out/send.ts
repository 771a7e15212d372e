/** One try of one message: signed for this moment, sent through the guard, its answer read. Never throws. */
import { Webhook } from 'standardwebhooks';
import { Refusal } from '#platform/contract';
import type { Outbound } from '#platform/outbound';
import { type Claimed, messageIdOf, type Tried } from '../store/deliveries.ts';
import { asksToStop, isDelivered, shownAnswer } from './rules/answer.ts';
import { messageOfEvent } from './rules/message.ts';
import { pauseAfter } from './rules/schedule.ts';

export interface Sent {
  tried: Tried;
  /** The endpoint was really asked. */
  called: boolean;
  /** The process is stopping: as if it had not been tried. */
  brokenOff: boolean;
  asksToStop: boolean;
}

interface Way {
  outbound: Outbound;
  timeoutMs: number;
  signal: AbortSignal;
  now(): number;
}

export async function send(
  way: Way,
  { url, secrets, message }: { url: string; secrets: string[]; message: Claimed },
): Promise<Sent> {
  const began = way.now();
  const said = { status: null, response: null, error: null, pauseMs: 0 };
  const outcome = (state: Tried['state'], more: Partial<Tried>): Tried => ({
    ...said,
    id: message.id,
    state,
    durationMs: way.now() - began,
    ...more,
  });
  const failed = (more: Partial<Tried>): Tried => {
    const pauseMs = pauseAfter(message.attempts, message.id);
    return pauseMs === undefined ? outcome('failed', more) : outcome('waiting', { pauseMs, ...more });
  };

  const body = message.payload ?? (message.event && messageOfEvent(message.event));
  if (body === null) {
    return { tried: outcome('failed', { error: 'The event was erased.' }), called: false, brokenOff: false, asksToStop: false };
  }
  try {
    const {
      status,
      headers,
      body: answer,
    } = await way.outbound.send({
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/json',
        'accept-encoding': 'identity',
        ...signatureOf(message.id, secrets, began, body),
      },
      body,
      timeoutMs: way.timeoutMs,
      signal: way.signal,
    });
    const answered = { status, response: shownAnswer(answer, headers['content-encoding']) };
    const tried = isDelivered(status) ? outcome('delivered', answered) : failed({ ...answered, error: `It answered ${status}.` });
    return { tried, called: true, brokenOff: false, asksToStop: asksToStop(status) };
  } catch (error) {
    const brokenOff = way.signal.aborted;
    const reason = error instanceof Refusal ? `${error.kind.title}. ${error.message}` : 'It could not be sent.';
    return { tried: failed({ error: reason }), called: true, brokenOff, asksToStop: false };
  }
}

/** Standard Webhooks: the time is that of this try, the id that of the message; one signature for each secret in use. */
function signatureOf(id: string, secrets: string[], now: number, body: string): Record<string, string> {
  const at = new Date(now);
  const messageId = messageIdOf(id);
  return {
    'webhook-id': messageId,
    'webhook-timestamp': String(Math.floor(now / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(messageId, at, body)).join(' '),
  };
}
