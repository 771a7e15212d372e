/** What every use case of voice stands on. */
import type { MeasureDeps } from '../index.ts';

export type VoiceDeps = Pick<
  MeasureDeps,
  | 'db'
  | 'clickhouse'
  | 'events'
  | 'lanes'
  | 'jobs'
  | 'audit'
  | 'bind'
  | 'clock'
  | 'newId'
  | 'log'
  | 'people'
  | 'listen'
  | 'customers'
  | 'moments'
  | 'outbound'
  | 'secrets'
>;

/** Wakes the copy to ClickHouse, here and in other processes. */
export const copyChannel = 'measure.voice';
