import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { peerFinder } from './peer.ts';

const from = (remoteAddress: string, forwarded?: string) =>
  ({ socket: { remoteAddress }, headers: { ...(forwarded && { 'x-forwarded-for': forwarded }) } }) as unknown as IncomingMessage;

test.each([
  ['nobody is believed: the peer is who it is', [], '10.0.0.1', '203.0.113.9', '10.0.0.1'],
  ['the proxy says whom', ['10.0.0.1'], '10.0.0.1', '203.0.113.9', '203.0.113.9'],
  ['a range, in both spellings', ['10.0.0.0/8'], '::ffff:10.9.9.9', '203.0.113.9', '203.0.113.9'],
  ['two proxies', ['10.0.0.0/8'], '10.0.0.1', '203.0.113.9, 10.0.0.2', '203.0.113.9'],
  ['what a stranger claims before the proxy wrote', ['10.0.0.1'], '10.0.0.1', '127.0.0.1, 203.0.113.9', '203.0.113.9'],
  ['a stranger who is no proxy', ['10.0.0.1'], '203.0.113.9', '127.0.0.1', '203.0.113.9'],
  ['no address', ['10.0.0.1'], '10.0.0.1', 'unknown', '10.0.0.1'],
  ['IPv6', ['fd00::/8'], 'fd00::1', '2001:db8::7', '2001:db8::7'],
  ['by name', ['loopback'], '127.0.0.1', '203.0.113.9', '203.0.113.9'],
  ['nothing told', ['10.0.0.1'], '10.0.0.1', undefined, '10.0.0.1'],
])('%s', (_name, trusted, peer, forwarded, expected) => {
  expect(peerFinder(trusted)(from(peer, forwarded))).toBe(expected);
});

test('what is no address is refused at the start', () => {
  expect(() => peerFinder(['proxy.local'])).toThrow('proxy.local');
});
