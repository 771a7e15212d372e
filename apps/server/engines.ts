/** The two engines: embedded children of this process by default, servers when their address is given. Same code, same SQL. */
import { join } from 'node:path';
import { refuseUnfinished } from '#platform/backup';
import { type ClickHouseAddress, migrateClickHouse, readClickHouseUrl, startEmbeddedClickHouse } from '#platform/clickhouse';
import type { Config } from '#platform/config';
import type { Log } from '#platform/log';
import { ensureSecrets, migrate, startEmbedded } from '#platform/postgres';

export interface Engines {
  postgres: { url: string; ownerUrl: string | undefined; embedded: boolean };
  clickhouse: { address: ClickHouseAddress; embedded: boolean };
  /** Key for sessions and secrets at rest. */
  masterSecret: string;
  stop(): Promise<void>;
}

export async function startEngines(config: Config, log: Log): Promise<Engines> {
  await refuseUnfinished(config.dataDir);
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    await Promise.all(stops.map((each) => each()));
  };
  try {
    const postgres = await startPostgres(config, log, stops);
    const clickhouse = await startClickHouse(config, log, stops);
    await migrate({ url: postgres.url, ownerUrl: postgres.ownerUrl, log });
    const masterSecret = config.VERONA_SECRET ?? (await ensureSecrets(config.dataDir, ['master'])).master;
    return { postgres, clickhouse, masterSecret, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startPostgres(config: Config, log: Log, stops: (() => Promise<void>)[]): Promise<Engines['postgres']> {
  if (config.DATABASE_URL) return { url: config.DATABASE_URL, ownerUrl: config.DATABASE_OWNER_URL, embedded: false };
  const { url, ownerUrl, stop } = await startEmbedded({ data: config.dataDir, log: log.child({ module: 'postgres' }) });
  stops.push(stop);
  return { url, ownerUrl, embedded: true };
}

/** ClickHouse is a copy: when it cannot be migrated yet, that is readiness, not a reason to stop hearing customers. */
async function startClickHouse(config: Config, log: Log, stops: (() => Promise<void>)[]): Promise<Engines['clickhouse']> {
  const moduleLog = log.child({ module: 'clickhouse' });
  if (config.CLICKHOUSE_URL) {
    const address = readClickHouseUrl(config.CLICKHOUSE_URL);
    await migrateClickHouse({ address, log: moduleLog });
    return { address, embedded: false };
  }
  const engine = await startEmbeddedClickHouse({ directory: join(config.dataDir, 'clickhouse'), log: moduleLog });
  stops.push(() => engine.stop());
  await migrateClickHouse({ address: engine.address, log: moduleLog });
  return { address: engine.address, embedded: true };
}
