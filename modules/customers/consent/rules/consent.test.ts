import { describe, expect, test } from 'vitest';
import { joinedSinceOf } from '../../identity/rules/joined-since.ts';
import { type ConsentWord, consentOf } from './consent.ts';

const word = (senderNo: string, status: ConsentWord['status'], at: number, trusted = true): ConsentWord => ({
  senderNo,
  status,
  at,
  trusted,
});
const since = joinedSinceOf([
  { a: '1', b: '2', at: 10 },
  { a: '2', b: '3', at: 5 },
]);

describe('since when two identifiers are one', () => {
  test('the last link that was missing dates it', () => {
    expect([since('2', '3'), since('1', '3'), since('1', '1'), since('1', '9')]).toEqual([
      5,
      10,
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ]);
  });
  test('the earliest way counts, not the first found', () => {
    const both = joinedSinceOf([
      { a: '1', b: '2', at: 20 },
      { a: '1', b: '3', at: 2 },
      { a: '3', b: '2', at: 3 },
    ]);
    expect(both('1', '2')).toBe(3);
  });
});

describe('may we?', () => {
  test('M7: a no of any identifier is a no of the person', () => {
    expect(consentOf([word('1', 'granted', 8), word('2', 'denied', 9)], true, since).status).toBe('denied');
  });
  test('a later yes lifts a no when we knew both to be one by then', () => {
    expect(consentOf([word('2', 'denied', 1), word('1', 'granted', 11)], true, since).status).toBe('granted');
  });
  test('a yes from before they were one lifts nothing', () => {
    expect(consentOf([word('2', 'denied', 1), word('1', 'granted', 9)], true, since).status).toBe('denied');
  });
  test('a claimed yes is no yes for a vouched-for person, a claimed no is a no', () => {
    expect(consentOf([word('1', 'granted', 5, false)], true, since).status).toBe('unknown');
    expect(consentOf([word('1', 'granted', 5, false)], false, since).status).toBe('granted');
    expect(consentOf([word('1', 'granted', 5), word('1', 'denied', 6, false)], true, since).status).toBe('denied');
  });
  test('a claim may take back a claim, not a proven no', () => {
    expect(consentOf([word('1', 'denied', 5), word('1', 'granted', 6, false)], false, since).status).toBe('denied');
  });
  test('nothing said is unknown', () => {
    expect(consentOf([], false, since).status).toBe('unknown');
  });
});
