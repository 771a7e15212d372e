/**
 * G01, G02: kill -9 of everything, at random and where it hurts most, under load. Nothing acknowledged is lost, nothing takes
 * effect twice, and each start is without a human. This is process crash: the page cache survives, so it proves nothing about
 * power loss. `VERONA_CRASH_CYCLES=200` for the long version, `VERONA_CRASH_SEED=…` to run the same again.
 */
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type Crash, crashSite } from './support/crashes.ts';

const points = ['after-commit-before-ack', 'after-intent-before-insert', 'after-insert-before-cursor', 'identity-before-commit'];
const kinds: Crash[] = ['node', 'postgres', 'both', 'clickhouse', ...points.map((point): Crash => `at ${point}`)];
const cycles = Number(process.env.VERONA_CRASH_CYCLES ?? kinds.length);
const seed = Number(process.env.VERONA_CRASH_SEED ?? randomInt(1, 2 ** 31));
const minutes = 60_000;

/** Mulberry32: small, seeded, good enough to choose when to kill what. */
function randomOf(state: number): () => number {
  let a = state;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Every kind once, in an order of its own; after that whatever chance says. */
function planOf(random: () => number): Crash[] {
  const first = kinds.map((kind) => ({ kind, at: random() })).sort((a, b) => a.at - b.at);
  return Array.from({ length: cycles }, (_, n) => first[n]?.kind ?? kinds[Math.floor(random() * kinds.length)] ?? 'node');
}

test(
  'G01: nothing acknowledged is lost and nothing takes effect twice',
  async () => {
    const random = randomOf(seed);
    const site = await crashSite();
    try {
      const recoveries: number[] = [];
      const plan = planOf(random);
      for (const [n, kind] of plan.entries()) {
        await sleep(200 + random() * 800);
        const ms = await site.crash(kind, plan[n + 1]);
        recoveries.push(ms);
        console.log(`${kind}: ready again after ${(ms / 1000).toFixed(2)} s`);
      }
      const { findings, figures } = await site.examine();
      const sorted = [...recoveries].sort((a, b) => a - b);
      const { acknowledged, lost, doubled } = findings;
      console.log(
        `seed ${seed}: ${cycles} kills of ${cycles} survived without a human; ${acknowledged} acknowledged, ${lost.length} lost ` +
          `(below ${((3 / acknowledged) * 100).toFixed(3)} %), ${doubled.length} doubled; ${figures.broken} answers lost, ` +
          `${figures.refused} refused; recovery median ${seconds(sorted[sorted.length >> 1])}, longest ${seconds(sorted.at(-1))}`,
      );
      expect(findings, `seed ${seed}`).toMatchObject({ lost: [], doubled: [], disagreements: [] });
      expect(figures.acknowledged).toBe(figures.sent);
      expect(acknowledged).toBe(figures.acknowledged);
      expect(acknowledged).toBeGreaterThan(100 * cycles);
    } finally {
      await site.close();
    }
  },
  (5 + cycles) * minutes,
);

const seconds = (ms = 0) => `${(ms / 1000).toFixed(2)} s`;

test(
  'G01: the check can fail: an intake that answers before it commits is caught',
  async () => {
    const site = await crashSite({ faults: 'ack-before-commit=on' });
    try {
      // Several: a kill may fall into a moment in which nothing is under way.
      for (let kill = 0; kill < 4; kill += 1) {
        await sleep(500);
        await site.crash('postgres');
      }
      const { lost, acknowledged } = await site.lost();
      console.log(`planted bug: ${lost.length} of ${acknowledged} acknowledged events lost, and found`);
      expect(lost.length).toBeGreaterThan(0);
    } finally {
      await site.close();
    }
  },
  5 * minutes,
);
