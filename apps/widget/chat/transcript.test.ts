// F05 in small: whatever comes twice, late, or in no order, the visitor's transcript ends as the server's, line for line.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChatLine } from '#listen/contract';
import { beginAt, most, takeIn, unreadAfter } from './transcript.ts';

const line = (seq: number, author: ChatLine['author'] = 'team'): ChatLine => ({
  seq,
  id: `00000000-0000-7000-8000-${String(seq).padStart(12, '0')}`,
  clientId: null,
  author,
  authorName: 'Ada',
  text: `line ${seq}`,
  html: null,
  files: [],
  at: '2026-01-01T00:00:00.000Z',
});
const server = (count: number) => Array.from({ length: count }, (_, at) => line(at + 1));

test('lines that come twice stand once; a line behind a hole waits until the hole is filled', () => {
  const [one, two, three] = server(3) as [ChatLine, ChatLine, ChatLine];
  const first = takeIn(beginAt(0), [one, one]);
  expect([first.transcript.lines, first.hole]).toEqual([[one], false]);
  const holed = takeIn(first.transcript, [three]);
  expect([holed.transcript, holed.hole]).toEqual([first.transcript, true]);
  expect(takeIn(holed.transcript, [three, two, one]).transcript.lines).toEqual([one, two, three]);
});

test('F05: any mix of pushes lost, doubled and disordered, and one question after the last number: equal to the server', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 8 }), { maxLength: 30 }), (pushes) => {
      const all = server(40);
      let mine = beginAt(0);
      for (const push of pushes) {
        const before = mine;
        mine = takeIn(
          mine,
          push.map((seq) => all[seq - 1] as ChatLine),
        ).transcript;
        // Never a hole in what is shown, and nothing shown goes away.
        expect(mine.lines).toEqual(all.slice(0, mine.lastSeq));
        expect(mine.lastSeq).toBeGreaterThanOrEqual(before.lastSeq);
      }
      const resumed = takeIn(
        mine,
        all.filter(({ seq }) => seq > mine.lastSeq),
      );
      expect(resumed).toEqual({ transcript: { lines: all, lastSeq: 40 }, hole: false });
    }),
  );
});

test('a long conversation keeps its newest lines on the page', () => {
  const { transcript } = takeIn(beginAt(0), server(most + 20));
  expect([transcript.lines.length, transcript.lines[0]?.seq]).toEqual([most, 21]);
  expect(beginAt(10_000).lastSeq).toBe(10_000 - most);
});

test('unread is what others said since', () => {
  expect(unreadAfter([line(1), line(2, 'visitor'), line(3, 'system'), line(4)], 1)).toBe(2);
});
