/**
 * Migrations of ClickHouse: numbered `*.ch.sql` files, forward only.
 *
 * ClickHouse has no transactions around DDL, so each statement is recorded by itself: a file that failed halfway goes on at
 * the failed statement. One that was killed before it was recorded runs again, so each is written to be run twice (`if not
 * exists`). What has been applied may not be edited; that is noticed and stops the start.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Log } from '#platform/log';
import type { ClickHouse } from './client.ts';
import { type ClickHouseAddress, connectClickHouse } from './connect.ts';

const suffix = '.ch.sql';

/** An applied migration was changed or removed. The message names it and the cure. */
export class MigrationDrift extends Error {
  override readonly name = 'MigrationDrift';
}

export interface MigrationFile {
  /** Where it lives: `modules/listen/0002_events`. Its name for ever. */
  name: string;
  statements: string[];
}

/** Statements of a file: each ends with a `;` at the end of a line. Comment-only pieces are dropped. */
export function splitStatements(text: string): string[] {
  return text
    .split(/;[ \t]*(?:--[^\n]*)?(?:\n|$)/)
    .map((piece) => piece.trim())
    .filter((piece) => piece.replace(/^[ \t]*--[^\n]*$/gm, '').trim() !== '');
}

const packageRoot = fileURLToPath(new URL('../../', import.meta.url));
/** Rooms are built on the rooms before them; their tables too. */
const loop = ['people', 'listen', 'customers', 'knowledge', 'moments', 'measure', 'goals', 'initiatives', 'engage'];

const partsOf = (folder: string): string[] => {
  const rank = (name: string) => (loop.includes(name) ? loop.indexOf(name) : loop.length);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
};

/** Every `*.ch.sql` of every part, in running order: the ground first, then the rooms along the loop. */
export function findMigrations(root = packageRoot): MigrationFile[] {
  const folders = ['platform', 'modules'].flatMap((floor) => partsOf(join(root, floor)).map((part) => `${floor}/${part}`));
  return folders.flatMap((folder) => {
    const place = join(root, folder, 'migrations');
    const names = existsSync(place) ? readdirSync(place).filter((name) => name.endsWith(suffix)) : [];
    return names.sort().map((name) => ({
      name: `${folder}/${name.slice(0, -suffix.length)}`,
      statements: splitStatements(readFileSync(join(place, name), 'utf8').replaceAll('\r\n', '\n')),
    }));
  });
}

const checksum = (text: string) => createHash('sha256').update(text).digest('hex');
/** The part number under which a whole file is recorded, after its last statement. */
const whole = 0;

interface Applied {
  name: string;
  part: number;
  checksum: string;
}

const edited = (name: string) =>
  new MigrationDrift(
    `Migration ${name} has been applied to ClickHouse and was edited since. Restore the file and write a new migration, or drop the database and rebuild it from Postgres.`,
  );

async function apply(
  clickhouse: ClickHouse,
  file: MigrationFile,
  applied: ReadonlyMap<string, string>,
  log: Log,
): Promise<number> {
  const record = (part: number, sum: string) =>
    clickhouse.insert('platform_migration', ['name', 'part', 'checksum'], `${JSON.stringify([file.name, part, sum])}\n`, {
      repeatable: true,
    });
  const total = checksum(file.statements.join(';\n'));
  const known = applied.get(`${file.name}#${whole}`);
  if (known !== undefined) {
    if (known !== total) throw edited(file.name);
    return 0;
  }
  for (const [at, statement] of file.statements.entries()) {
    const part = at + 1;
    const sum = checksum(statement);
    const before = applied.get(`${file.name}#${part}`);
    if (before !== undefined && before !== sum) throw edited(file.name);
    if (before !== undefined) continue;
    try {
      await clickhouse.command(statement);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`ClickHouse migration ${file.name}, statement ${part}: ${reason}`, { cause: error });
    }
    await record(part, sum);
  }
  await record(whole, total);
  log.info({ migration: file.name }, 'clickhouse migration applied');
  return 1;
}

/** Makes the database when missing and brings it up to date. Answers how many files were applied. One caller at a time. */
export async function migrateClickHouse(options: {
  address: ClickHouseAddress;
  log: Log;
  files?: readonly MigrationFile[];
}): Promise<number> {
  const { address, log, files = findMigrations() } = options;
  const outside = connectClickHouse({ ...address, database: 'default', log });
  await outside.command('create database if not exists {name: Identifier}', { name: address.database });
  await outside.close();

  const clickhouse = connectClickHouse({ ...address, log });
  try {
    await clickhouse.command(`
      create table if not exists platform_migration (
        name String, part UInt32, checksum String, applied_at DateTime('UTC') default now()
      ) engine = MergeTree order by (name, part)`);
    const rows = await clickhouse.query<Applied>(
      'select name, part, any(checksum) as checksum from platform_migration group by name, part',
    );
    const present = new Set(files.map((file) => file.name));
    const lost = rows.find((row) => !present.has(row.name));
    if (lost) {
      throw new MigrationDrift(
        `Migration ${lost.name} has been applied to ClickHouse but its file is gone. Is this an older Verona than the data?`,
      );
    }
    const applied = new Map(rows.map((row) => [`${row.name}#${row.part}`, row.checksum]));
    let count = 0;
    for (const file of files) count += await apply(clickhouse, file, applied, log);
    return count;
  } finally {
    await clickhouse.close();
  }
}
