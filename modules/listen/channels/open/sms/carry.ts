/**
 * Sends a text message through a provider that speaks Twilio's API. It has no key against doubling: what may have been taken is
 * `unknown` and never sent again; only what surely was not taken waits for another try.
 */
import { z } from '#platform/contract';
import { neverSent, type Outbound } from '#platform/outbound';
import type { SmsSettings } from '../../../contract/open.ts';
import type { Carried } from '../../outbound.ts';
import { shownReason } from '../rules/answers.ts';

const created = z.object({ sid: z.string().min(1).max(64) });
const refused = z.object({ message: z.string(), code: z.number().optional() });

export async function carryBySms(
  outbound: Outbound,
  { apiBase, accountSid, from }: SmsSettings,
  authToken: string,
  { to, text, newsTo }: { to: string; text: string; newsTo: string },
): Promise<Carried> {
  // Long texts go as they are: how they are cut and billed is the carrier's knowledge.
  const form = new URLSearchParams({ To: to, From: from, Body: text, StatusCallback: newsTo });
  const reply = await outbound
    .send({
      method: 'POST',
      url: `${apiBase.replace(/\/+$/, '')}/2010-04-01/Accounts/${accountSid}/Messages.json`,
      headers: {
        authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
        'accept-encoding': 'identity',
      },
      body: form.toString(),
    })
    .catch((error: Error) => {
      if (neverSent(error)) throw error;
      return error;
    });
  if (reply instanceof Error) return { state: 'unknown', reason: `${reply.message} It may have been taken.` };
  const { status } = reply;
  const answer = json(reply.body);
  if (status >= 200 && status < 300) {
    const taken = created.safeParse(answer);
    return { state: 'sent', ...(taken.success && { providerId: taken.data.sid }) };
  }
  const said = refused.safeParse(answer);
  const words = said.success ? `: ${said.data.message}${said.data.code ? ` (${said.data.code})` : ''}` : shownReason(reply.body);
  const reason = `the provider answered ${status}${words}`;
  if (status === 429 || status === 503) throw new Error(reason);
  return { state: status >= 500 ? 'unknown' : 'failed', reason };
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
