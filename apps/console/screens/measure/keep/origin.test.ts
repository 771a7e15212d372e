import { expect, test } from 'vitest';
import type { FigureWords } from '#measure/contract';
import { originOf } from './origin.ts';

const say = {
  t: (key: string) => key,
  date: (at: number | string) => new Date(at).toISOString().slice(0, 10),
  list: (items: string[]) => items.join(' and '),
};
const span = { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z' };

test('what was clicked, of which question, about which days: the last day is the one before the end', () => {
  const funnel: FigureWords = {
    of: 'funnel',
    question: { steps: [{ event: 'Cart' }, { event: 'Payment' }], ...span },
    step: 1,
    which: 'dropped',
  };
  expect(originOf(funnel, 'Stopped after Cart', say)).toBe('Stopped after Cart · Cart → Payment · 2026-11-01 – 2026-11-30');
  const breadth: FigureWords = { of: 'breadth', question: { events: ['A', 'B'], ...span }, events: 2 };
  expect(originOf(breadth, 'Used 2', say)).toBe('Used 2 · A and B · 2026-11-01 – 2026-11-30');
  expect(originOf({ of: 'voice', from: span.from }, 'Curses', say)).toBe('Curses · 2026-11-01');
  expect(originOf({ of: 'conversations', from: span.from, to: '2026-11-02T00:00:00Z' }, 'Mail', say)).toBe('Mail · 2026-11-01');
});

test('never longer than the server takes', () => {
  const question = { event: 'x'.repeat(1000), measure: { kind: 'count' }, interval: 'day', timeZone: 'UTC', ...span } as const;
  expect(originOf({ of: 'trend', question }, 'All', say)).toHaveLength(500);
});
