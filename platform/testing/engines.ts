/** Starts the real engines once for a whole run of the `stores` tests. Vitest calls `setup` and `teardown`. */
import type { TestProject } from 'vitest/node';
import type { Engine } from './engine.ts';
import { postgres } from './postgres.ts';

const engines: Engine[] = [postgres];
const stops: (() => Promise<void>)[] = [];

export async function setup(project: TestProject): Promise<void> {
  await Promise.all(engines.map(async (start) => stops.push(await start(project)))).catch(async (error: unknown) => {
    await teardown();
    throw error;
  });
}

export async function teardown(): Promise<void> {
  await Promise.all(stops.splice(0).map((stop) => stop()));
}
