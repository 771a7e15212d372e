import { expect, test } from 'vitest';
import { readForm } from './read-form.ts';

const now = Date.parse('2026-03-01T10:00:00Z');
const read = (fields: Record<string, string>) => readForm('c', new URLSearchParams({ MessageSid: 'SM1', ...fields }), now);

test('a message: its number in full, one conversation for each number', () => {
  expect(read({ From: '+39 06 1234 5678', To: '+390600000000', Body: 'Where is my order?', NumMedia: '0' })).toEqual({
    kind: 'message',
    message: {
      channelId: 'c',
      externalId: 'SM1',
      thread: ['sms:+390612345678'],
      sender: { type: 'phone', value: '+390612345678' },
      senderVerified: true,
      text: 'Where is my order?',
      attachments: [],
      occurredAt: '2026-03-01T10:00:00.000Z',
      nature: 'human',
      details: { to: '+390600000000' },
    },
  });
});

test.each([
  ['STOP', 'stop'],
  [' stopall ', 'stop'],
  ['Start', 'start'],
  ['HELP', 'help'],
])('the word %j is marked as %s, and stays a message of a human', (Body, keyword) => {
  expect(read({ From: '+390612345678', Body })).toMatchObject({ message: { nature: 'human', details: { keyword } } });
});

test('stop inside a sentence is no word of command', () => {
  const told = read({ From: '+390612345678', Body: 'Please stop the delivery' });
  expect(told).not.toHaveProperty('message.details.keyword');
});

test('a name in place of a number proves nothing; pictures are told, not fetched', () => {
  const told = read({
    From: 'BANK',
    Body: '',
    NumMedia: '1',
    MediaUrl0: 'https://api.example/1',
    MediaContentType0: 'image/png',
  });
  expect(told).toMatchObject({
    message: {
      sender: { type: 'anonymous_id', value: 'sms:BANK' },
      senderVerified: false,
      text: 'https://api.example/1',
      details: { media: [{ url: 'https://api.example/1', type: 'image/png' }] },
    },
  });
});

test('news of ours; what is still on its way is none', () => {
  expect(read({ MessageStatus: 'delivered' })).toEqual({ kind: 'news', providerId: 'SM1', state: 'delivered' });
  expect(read({ MessageStatus: 'undelivered', ErrorCode: '30003' })).toEqual({
    kind: 'news',
    providerId: 'SM1',
    state: 'failed',
    reason: 'the provider says "undelivered" (30003)',
  });
  expect(read({ MessageStatus: 'sending' })).toEqual({ kind: 'nothing' });
});

test('a form that is neither is refused', () => {
  expect(readForm('c', new URLSearchParams('a=b'), now)).toBeUndefined();
  expect(read({ Body: 'from nobody' })).toBeUndefined();
});
