/** What the use cases of watches stand on. */
import type { MeasureDeps } from '../index.ts';

export type WatchDeps = Pick<
  MeasureDeps,
  | 'db'
  | 'clickhouse'
  | 'jobs'
  | 'audit'
  | 'bind'
  | 'mail'
  | 'baseUrl'
  | 'clock'
  | 'newId'
  | 'log'
  | 'people'
  | 'listen'
  | 'customers'
  | 'moments'
>;
