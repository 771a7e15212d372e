import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maxEventBytes, readMessage } from './read-message.ts';

const receivedAt = Date.parse('2026-03-01T12:00:00Z');
const options = { receivedAt, newId: () => 'made-here' };
const read = (raw: unknown, more = {}) => readMessage(raw, { ...options, ...more });
const track = { type: 'track', event: 'Order Completed', userId: 'u1', messageId: 'm1' };

test('a track call becomes a message of its user', () => {
  expect(read({ ...track, properties: { total: 9 }, timestamp: '2026-02-28T23:59:59.500Z' })).toEqual({
    ok: true,
    message: {
      kind: 'track',
      name: 'Order Completed',
      messageId: 'm1',
      sender: { type: 'user_id', value: 'u1' },
      ownDay: '2026-02-28',
      occurredAt: Date.parse('2026-02-28T23:59:59.500Z'),
      body: '{"type":"track","messageId":"m1","event":"Order Completed","userId":"u1","properties":{"total":9},"timestamp":"2026-02-28T23:59:59.500Z"}',
      identityToken: undefined,
    },
  });
});

test('a wrong clock is corrected by the gap between timestamp and sentAt; the own day is not', () => {
  // The sender's clock runs a year behind; it sent the event one minute after it happened.
  const result = read({ ...track, timestamp: '2025-03-01T10:00:00Z', sentAt: '2025-03-01T10:01:00Z' });
  expect(result).toMatchObject({ ok: true, message: { occurredAt: receivedAt - 60_000, ownDay: '2025-03-01' } });
  // A later retry carries another sentAt and must still meet its twin.
  const retry = read({ ...track, timestamp: '2025-03-01T10:00:00Z', sentAt: '2025-03-02T10:01:00Z' });
  expect(retry).toMatchObject({ ok: true, message: { ownDay: '2025-03-01' } });
});

test.each([
  [{}, 'type'],
  [{ ...track, type: 'trak' }, 'type'],
  [{ ...track, event: '' }, 'event'],
  [{ ...track, userId: undefined }, 'userId'],
  [{ ...track, userId: 'nul\u0000l' }, 'userId'],
  [{ ...track, userId: ['u1'] }, 'userId'],
  [{ ...track, properties: 'text' }, 'properties'],
  [{ ...track, timestamp: 'yesterday' }, 'timestamp'],
  [{ ...track, timestamp: '1805-01-01' }, 'timestamp'],
  [{ type: 'group', userId: 'u1' }, 'groupId'],
  [{ type: 'alias', userId: 'u1' }, 'previousId'],
  [{ type: 'alias', anonymousId: 'a1', previousId: 'a0' }, 'userId'],
  [{ ...track, properties: { long: 'x'.repeat(maxEventBytes) } }, ''],
  ['text', ''],
  [null, ''],
])('refuses %j and names the field', (raw, field) => {
  expect(read(raw)).toMatchObject({ ok: false, field });
});

test('keys and transport fields never reach the log', () => {
  const result = read({
    ...track,
    writeKey: 'secret-key',
    sentAt: '2026-03-01T12:00:00Z',
    context: { identityToken: 'a.b.c', ip: '::1' },
  });
  expect(result).toMatchObject({ ok: true, message: { identityToken: 'a.b.c' } });
  expect(JSON.stringify(result)).not.toContain('secret-key');
  if (result.ok) expect(JSON.parse(result.message.body)).toMatchObject({ context: { ip: '::1' } });
  if (result.ok) expect(result.message.body).not.toMatch(/identityToken|sentAt|writeKey/);
});

test('D13: __proto__ in an event is a plain key, never a prototype', () => {
  const sent =
    '{"type":"track","event":"x","userId":"u","messageId":"m","__proto__":{"polluted":1},"properties":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}';
  const result = read(JSON.parse(sent));
  expect(result.ok && JSON.parse(result.message.body)).toEqual(JSON.parse(sent));
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('whatever comes in, reading answers and never throws', () => {
  const part = fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }));
  const hostile = fc.record(
    {
      type: fc.constantFrom('track', 'identify', 'alias', 'x'),
      event: part,
      userId: part,
      anonymousId: part,
      messageId: part,
      timestamp: part,
      sentAt: part,
      context: part,
      properties: part,
      groupId: part,
      previousId: part,
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(hostile, (raw) => {
      const result = read(raw);
      if (result.ok) expect(result.message.sender.value).not.toBe('');
      else expect(result.reason).not.toBe('');
    }),
    { numRuns: 2_000 },
  );
});
