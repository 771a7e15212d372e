/** The golden path, end to end: the demo's own story on a fresh server. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../apps/cli/client.ts';
import { foundCompany } from '../apps/demo/company.ts';
import { playStory } from '../apps/demo/story.ts';
import { startVerona, type Verona } from '../platform/testing/server.ts';

let verona: Verona;
beforeAll(async () => {
  verona = await startVerona();
});
afterAll(() => verona.close());

test('the company is the same for the same moment, and says of every event that it is made up', () => {
  const now = Date.parse('2026-06-01T12:00:00Z');
  const { past } = foundCompany(now);
  expect(past).toEqual(foundCompany(now).past);
  expect(past.length).toBeGreaterThan(2_000);
  expect(past.every(({ context }) => (context as { synthetic?: boolean }).synthetic === true)).toBe(true);
  expect(past.every(({ timestamp }) => Date.parse(String(timestamp)) <= now)).toBe(true);
});

test('a visitor reads, signs in, is let down, is one person all along, and is understood', { timeout: 180_000 }, async () => {
  const lines: string[] = [];
  const client = connect({ url: verona.url, key: verona.apiKey }, {});
  const told = await playStory({ url: verona.url, client, now: Date.now(), tell: (line) => lines.push(line) });
  expect(lines).toHaveLength(14);
  expect(told.events).toBeGreaterThan(2_000);
});
