/** The ClickHouse of a test run: one embedded engine; each test file makes databases of its own in it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ClickHouseAddress, startEmbeddedClickHouse } from '#platform/clickhouse';
import { createLog } from '#platform/log';
import type { Engine } from './engine.ts';

declare module 'vitest' {
  interface ProvidedContext {
    clickhouse: ClickHouseAddress;
  }
}

export const clickhouse: Engine = async (project) => {
  const directory = await mkdtemp(path.join(tmpdir(), 'verona-test-clickhouse-'));
  const engine = await startEmbeddedClickHouse({ directory, log: createLog({ level: 'warn' }) });
  project.provide('clickhouse', engine.address);
  return async () => {
    await engine.stop();
    await rm(directory, { recursive: true, force: true });
  };
};
