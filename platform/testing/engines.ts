/** Starts the real engines once for a whole run of the `stores` tests. Vitest calls `setup` and `teardown`. */
import type { TestProject } from 'vitest/node';
import { clickhouse } from './clickhouse.ts';
import type { Engine } from './engine.ts';
import { postgres } from './postgres.ts';

const engines: Engine[] = [postgres, clickhouse];
const stops: (() => Promise<void>)[] = [];

export async function setup(project: TestProject): Promise<void> {
  // Wait for all of them even when one fails: those that did start must be stopped.
  const starts = await Promise.allSettled(engines.map(async (start) => stops.push(await start(project))));
  const failed = starts.find((start) => start.status === 'rejected');
  if (!failed) return;
  await teardown();
  throw failed.reason;
}

export async function teardown(): Promise<void> {
  await Promise.all(stops.splice(0).map((stop) => stop()));
}
