import { expect, test } from 'vitest';
import { judge } from './relevance.ts';

const article = { score: 10, title: '', labels: [], pages: [], segments: [], due: false, inTitle: [], used: 0 };
const nowhere = { page: undefined, segments: [], labels: [] };

test('S002-24 the same words, another person on another page: another first article, and both say why', () => {
  const plans = { ...article, score: 10, pages: ['/pricing*'], inTitle: ['plan'] };
  const repair = { ...article, score: 9, segments: ['open'], labels: ['broken'] };
  const prospect = { page: 'https://casa.example/pricing', segments: [], labels: [] };
  const customer = { page: 'https://casa.example/orders', segments: [{ id: 'open', name: 'Open orders' }], labels: ['broken'] };

  expect(judge(plans, prospect).score).toBeGreaterThan(judge(repair, prospect).score);
  expect(judge(plans, customer).score).toBeLessThan(judge(repair, customer).score);
  expect(judge(plans, prospect).why).toEqual(['Matches “plan” in the title.', 'Written for the page /pricing*.']);
  expect(judge(repair, customer).why).toEqual([
    'Matches what was said.',
    'For customers in “Open orders”.',
    'About “broken”, as this moment is.',
  ]);
});

test('S002-25 an article whose review is due stands lower', () => {
  expect(judge({ ...article, due: true }, nowhere).score).toBeLessThan(judge(article, nowhere).score);
});

test('what helped before helps a little again', () => {
  const [never, once, often] = [0, 1, 100].map((used) => judge({ ...article, used }, nowhere).score);
  expect(once).toBeGreaterThan(never ?? 0);
  expect(often).toBeGreaterThan(once ?? 0);
  expect(often).toBeLessThanOrEqual(12);
});
