import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { datasetPath } from '#platform/testing';
import { verify } from './verify.ts';

const now = 1_614_265_330_000;
const standard = { scheme: 'standard' } as const;
// The example of the specification.
const published = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: 1_614_265_330,
  payload: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};
const sign = (vector: typeof published) => ({
  headers: { 'webhook-id': vector.id, 'webhook-timestamp': String(vector.timestamp), 'webhook-signature': vector.signature },
  body: Buffer.from(vector.payload),
  now,
});

describe('Standard Webhooks', () => {
  test('the published example is proven, and names its id', () => {
    expect(verify(standard, [published.secret], sign(published))).toEqual({ ok: true, messageId: published.id });
  });

  const file = datasetPath('vectors/webhook_signatures.json');
  test.skipIf(!file)('so is the one of the collected vectors', () => {
    const vector = JSON.parse(readFileSync(file as string, 'utf8')).standard_webhooks;
    expect(verify(standard, [vector.secret], sign(vector))).toEqual({ ok: true, messageId: vector.id });
  });

  test('agrees with the library on any text', () => {
    const body = '{"text":"città – €"}';
    const signature = new Webhook(published.secret).sign('msg_1', new Date(now), body);
    const headers = { 'webhook-id': 'msg_1', 'webhook-timestamp': String(now / 1000), 'webhook-signature': signature };
    expect(verify(standard, [published.secret], { headers, body: Buffer.from(body), now })).toMatchObject({ ok: true });
  });

  test('any of several secrets and any of several signatures will do', () => {
    const other = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
    const message = sign({ ...published, signature: `v1,AAAA ${published.signature} v2,whatever` });
    expect(verify(standard, [other, published.secret], message)).toMatchObject({ ok: true });
    expect(verify(standard, [other], message)).toMatchObject({ ok: false });
    expect(verify(standard, [], message)).toMatchObject({ ok: false });
  });

  test.each([
    ['another body', { body: Buffer.from('{"test":2432232314}') }],
    ['another id', { headers: { ...sign(published).headers, 'webhook-id': 'msg_2' } }],
    ['no signature', { headers: { ...sign(published).headers, 'webhook-signature': '' } }],
    [
      'another version',
      { headers: { ...sign(published).headers, 'webhook-signature': published.signature.replace('v1', 'v1a') } },
    ],
    ['a time that is none', { headers: { ...sign(published).headers, 'webhook-timestamp': '1614265330e0' } }],
    ['five minutes and a second late', { now: now + 301_000 }],
    ['five minutes and a second early', { now: now - 301_000 }],
  ])('%s is refused', (_what, changed) => {
    expect(verify(standard, [published.secret], { ...sign(published), ...changed })).toMatchObject({ ok: false });
  });
});

describe('HMAC in a header', () => {
  const body = Buffer.from('Hello, World!');
  // GitHub's own example ("Validating webhook deliveries").
  const secret = "It's a Secret to Everybody";
  const github = { scheme: 'hmac', header: 'x-hub-signature-256', prefix: 'sha256=', encoding: 'hex' } as const;
  const given = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';

  test("GitHub's example is proven", () => {
    expect(verify(github, [secret], { headers: { 'x-hub-signature-256': given }, body, now })).toEqual({
      ok: true,
      messageId: undefined,
    });
  });

  test.each(['', 'sha256=', given.slice(7), `${given}00`, given.replace('7', '8'), 'sha256=zz'])('%j is refused', (signature) => {
    expect(verify(github, [secret], { headers: { 'x-hub-signature-256': signature }, body, now })).toMatchObject({ ok: false });
  });

  test('base64 without prefix, as Shopify sends it', () => {
    const shopify = { scheme: 'hmac', header: 'x-shopify-hmac-sha256', prefix: '', encoding: 'base64' } as const;
    const signature = createHmac('sha256', secret).update(body).digest('base64');
    expect(verify(shopify, [secret], { headers: { 'x-shopify-hmac-sha256': signature }, body, now })).toMatchObject({ ok: true });
  });

  test('bytes that are not text are signed as bytes', () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x80]);
    const signature = `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`;
    expect(verify(github, [secret], { headers: { 'x-hub-signature-256': signature }, body: bytes, now })).toMatchObject({
      ok: true,
    });
  });
});

describe("Stripe's way", () => {
  const how = { scheme: 'timestamped', header: 'stripe-signature' } as const;
  const secret = 'whsec_of_stripe';
  const body = Buffer.from('{"id":"evt_1"}');
  const t = now / 1000;
  const v1 = createHmac('sha256', secret).update(`${t}.{"id":"evt_1"}`).digest('hex');
  const at = (header: string, when = now) => verify(how, [secret], { headers: { 'stripe-signature': header }, body, now: when });

  test('is proven by any v1', () => expect(at(`t=${t},v1=00,v1=${v1},v0=ff`)).toMatchObject({ ok: true }));
  test('is refused when old, unsigned, or signed for another time', () => {
    expect(at(`t=${t},v1=${v1}`, now + 301_000)).toMatchObject({ ok: false, reason: expect.stringMatching('five minutes') });
    expect(at(`t=${t}`)).toMatchObject({ ok: false });
    expect(at(`t=${t + 1},v1=${v1}`)).toMatchObject({ ok: false });
    expect(at(`v1=${v1}`)).toMatchObject({ ok: false });
  });
});
