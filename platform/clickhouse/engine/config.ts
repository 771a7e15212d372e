/** The engine's configuration files. Written anew at every start, so that an upgrade of Verona is an upgrade of these. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// One user; what it may not do is the point. SOURCES are all the table functions that leave the database (url, file, s3,
// remote, postgresql, …): nothing of ours needs them, so no query, however shaped, has them.
const users = `<clickhouse>
  <profiles>
    <default>
      <log_queries>0</log_queries>
      <allow_introspection_functions>0</allow_introspection_functions>
    </default>
  </profiles>
  <quotas><default/></quotas>
  <users>
    <default>
      <password></password>
      <networks><ip>::/0</ip></networks>
      <profile>default</profile>
      <quota>default</quota>
      <access_management>0</access_management>
      <grants>
        <query>GRANT ALL ON *.*</query>
        <query>REVOKE SOURCES ON *.*</query>
        <query>REVOKE CREATE FUNCTION ON *.*</query>
        <query>REVOKE NAMED COLLECTION ADMIN ON *</query>
      </grants>
    </default>
  </users>
</clickhouse>
`;

// No system log tables (they grow for ever and nobody reads them here); few merge threads: the desk comes first.
const server = (usersFile: string) => `<clickhouse>
  <users_config>${usersFile}</users_config>
  <background_pool_size>2</background_pool_size>
  <background_merges_mutations_concurrency_ratio>2</background_merges_mutations_concurrency_ratio>
  <background_schedule_pool_size>4</background_schedule_pool_size>
  <background_common_pool_size>2</background_common_pool_size>
  <background_move_pool_size>1</background_move_pool_size>
  <background_fetches_pool_size>1</background_fetches_pool_size>
  <background_distributed_schedule_pool_size>1</background_distributed_schedule_pool_size>
  <background_buffer_flush_schedule_pool_size>1</background_buffer_flush_schedule_pool_size>
  <mark_cache_size>134217728</mark_cache_size>
  <uncompressed_cache_size>0</uncompressed_cache_size>
</clickhouse>
`;

const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

export interface EnginePlaces {
  /** chDB's own directory. */
  data: string;
  /** The file for `--config-file`. */
  config: string;
}

/** Writes the files below `directory` and says where things are. */
export function writeConfig(directory: string): EnginePlaces {
  const places = { data: join(directory, 'data'), config: join(directory, 'engine-config', 'server.xml') };
  const usersFile = join(directory, 'engine-config', 'users.xml');
  mkdirSync(join(directory, 'engine-config'), { recursive: true });
  writeFileSync(usersFile, users);
  writeFileSync(places.config, server(escapeXml(usersFile)));
  return places;
}
