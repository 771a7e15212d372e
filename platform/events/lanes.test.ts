import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { createLog } from '#platform/log';
import type { Db } from '#platform/postgres';
import { createLanes } from './lanes.ts';

const log = createLog({ level: 'silent' });

/** Only what lanes use of a Db: the list of workspaces and the signals. */
function signals(workspaceIds: string[]) {
  const heard = new Map<string, (payload: string) => void>();
  const db = {
    workspaceIds: async () => workspaceIds,
    listen: async (channel: string, hear: (payload: string) => void) => {
      heard.set(channel, hear);
      return async () => void heard.delete(channel);
    },
  } as unknown as Db;
  return { db, notify: (channel: string, payload: string) => heard.get(channel)?.(payload) };
}

const never = 3_600_000;

test('the sweep at the start does what was left, a signal does what is new', async () => {
  const { db, notify } = signals(['a']);
  const lanes = createLanes({ db, log });
  const seen: string[] = [];
  lanes.add({
    name: 't.lane',
    channel: 't.told',
    sweepMs: never,
    step: async (workspaceId) => {
      seen.push(workspaceId);
      return false;
    },
  });
  await lanes.start();
  await vi.waitFor(() => expect(seen).toEqual(['a']));
  notify('t.told', 'b');
  await vi.waitFor(() => expect(seen).toEqual(['a', 'b']));
  lanes.wake('t.told', 'c');
  lanes.wake('another.channel', 'd');
  await vi.waitFor(() => expect(seen).toEqual(['a', 'b', 'c']));
  await lanes.stop();
  lanes.wake('t.told', 'e');
  await sleep(10);
  expect(seen).toEqual(['a', 'b', 'c']);
});

test('a noisy workspace does not starve the others', async () => {
  const { db } = signals([]);
  const lanes = createLanes({ db, log });
  const seen: string[] = [];
  lanes.add({
    name: 't.lane',
    channel: 't.told',
    sweepMs: never,
    step: async (workspaceId) => {
      seen.push(workspaceId);
      await sleep(1);
      return workspaceId === 'noisy' && seen.length < 50;
    },
  });
  await lanes.start();
  lanes.wake('t.told', 'noisy');
  await vi.waitFor(() => expect(seen.length).toBeGreaterThan(3));
  const before = seen.length;
  lanes.wake('t.told', 'quiet');
  await vi.waitFor(() => expect(seen).toContain('quiet'));
  expect(seen.indexOf('quiet') - before).toBeLessThanOrEqual(2);
  await lanes.stop();
});

test('a failing workspace backs off alone, is not hurried by signals, and heals', async () => {
  vi.useFakeTimers();
  try {
    const { db } = signals([]);
    const outcomes: string[] = [];
    const lanes = createLanes({ db, log, metrics: { step: (_lane, outcome) => outcomes.push(outcome) } });
    let broken = true;
    let good = 0;
    lanes.add({
      name: 't.lane',
      channel: 't.told',
      sweepMs: never,
      step: async (workspaceId) => {
        if (workspaceId === 'bad' && broken) {
          throw new Error('no luck');
        }
        good += 1;
        return false;
      },
    });
    await lanes.start();
    lanes.wake('t.told', 'bad');
    await vi.advanceTimersByTimeAsync(0);
    expect(lanes.lag()[0]).toMatchObject({ failing: 1, lastError: { workspaceId: 'bad', message: 'no luck' } });
    for (let i = 0; i < 20; i += 1) {
      lanes.wake('t.told', 'bad');
      lanes.wake('t.told', 'fine');
      await vi.advanceTimersByTimeAsync(1);
    }
    expect(outcomes.filter((outcome) => outcome === 'failed')).toHaveLength(1);
    expect(good).toBe(20);
    // 1 + 2 + 4 + 8 + 16 + 30 + 30 seconds: seven more tries, never more than 30 s apart.
    await vi.advanceTimersByTimeAsync(91_000);
    expect(outcomes.filter((outcome) => outcome === 'failed')).toHaveLength(8);
    broken = false;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(lanes.lag()[0]).toMatchObject({ failing: 0 });
    await lanes.stop();
  } finally {
    vi.useRealTimers();
  }
});

test('work above the watermark is looked at again soon, and how long it is held back is told', async () => {
  const { db } = signals([]);
  const lanes = createLanes({ db, log });
  let open = true;
  let tries = 0;
  lanes.add({
    name: 't.lane',
    channel: 't.told',
    sweepMs: never,
    step: async () => {
      tries += 1;
      return open ? 'later' : false;
    },
  });
  await lanes.start();
  lanes.wake('t.told', 'a');
  await vi.waitFor(() => expect(tries).toBeGreaterThanOrEqual(3));
  expect(lanes.lag()[0]?.heldBackMs).toBeGreaterThan(30);
  open = false;
  await vi.waitFor(() => expect(lanes.lag()[0]?.heldBackMs).toBe(0));
  await lanes.stop();
});

test('a lane that rests follows the first signal at once and a flood of them once in its time, the last one included', async () => {
  vi.useFakeTimers();
  try {
    const { db } = signals([]);
    const lanes = createLanes({ db, log });
    let told = 0;
    const heard: number[] = [];
    lanes.add({
      name: 't.lane',
      channel: 't.told',
      sweepMs: never,
      restMs: 50,
      step: async () => {
        heard.push(told);
        return false;
      },
    });
    await lanes.start();
    for (told = 1; told <= 100; told += 1) {
      lanes.wake('t.told', 'a');
      await vi.advanceTimersByTimeAsync(1);
    }
    await vi.advanceTimersByTimeAsync(1_000);
    expect(heard).toHaveLength(3);
    expect([heard[0], heard.at(-1)]).toEqual([1, 100]);
    lanes.wake('t.told', 'a');
    await vi.advanceTimersByTimeAsync(0);
    expect(heard).toHaveLength(4);
    await lanes.stop();
  } finally {
    vi.useRealTimers();
  }
});

test('stop waits for the running step', async () => {
  const { db } = signals(['a']);
  const lanes = createLanes({ db, log });
  let finished = false;
  lanes.add({
    name: 't.lane',
    channel: 't.told',
    sweepMs: never,
    step: async () => {
      await sleep(50);
      finished = true;
      return true;
    },
  });
  await lanes.start();
  await sleep(10);
  await lanes.stop();
  expect(finished).toBe(true);
});

test('two lanes of one name and a lane after the start are refused', async () => {
  const { db } = signals([]);
  const lanes = createLanes({ db, log });
  const lane = { name: 't.lane', channel: 't.told', sweepMs: never, step: async () => false };
  lanes.add(lane);
  expect(() => lanes.add(lane)).toThrow('Two lanes');
  await lanes.start();
  expect(() => lanes.add({ ...lane, name: 't.other' })).toThrow('after the start');
  await lanes.stop();
});
