/** What there is to back up, asked of Postgres itself: a room that adds a table has it in the next backup. */
import type pg from 'pg';

export interface TableColumn {
  name: string;
  type: string;
}

export interface Table {
  /** `listen.event` */
  name: string;
  /** The same as SQL: `auth."user"`. */
  sql: string;
  columns: TableColumn[];
  /** About how many rows, for progress only. */
  estimate: number;
  /** Tables that rows of this one must find, checked at once (not at commit). */
  needs: string[];
}

/** Ours, but true only where it stands: what migrated this database, who is alive, what was restored into it. */
const left = ['platform.migration', 'platform.job_runner', 'platform.restored'];

const schemas = `n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'public', 'graphile_worker')`;

/** Every table of ours in an order in which they can be filled. Throws when this role is not the owner of one. */
export async function tablesOf(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<Table & { mine: boolean; role: string }>(`
    select n.nspname || '.' || c.relname as name, format('%I.%I', n.nspname, c.relname) as sql,
           greatest(c.reltuples, 0)::float8 as estimate, pg_has_role(current_user, c.relowner, 'usage') as mine, current_user as role,
           (select jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, null)) order by a.attnum)
              from pg_attribute a
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
           array(select fn.nspname || '.' || f.relname from pg_constraint k
                   join pg_class f on f.oid = k.confrelid join pg_namespace fn on fn.oid = f.relnamespace
                  where k.conrelid = c.oid and k.contype = 'f' and not k.condeferred and k.confrelid <> c.oid) as needs
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and not c.relispartition and ${schemas}
     order by 1`);
  const foreign = rows.find((row) => !row.mine);
  if (foreign) {
    throw new Error(
      `The database role "${foreign.role}" does not own ${foreign.name}: row-level security would hide rows from it, and the backup ` +
        'would be incomplete. Set DATABASE_OWNER_URL to the role that owns the tables.',
    );
  }
  return inOrder(rows.filter((row) => !left.includes(row.name)).map(({ mine: _, role: __, ...table }) => table));
}

/** Referenced tables first. */
function inOrder(tables: readonly Table[]): Table[] {
  const open = new Map(tables.map((table) => [table.name, table]));
  const ordered: Table[] = [];
  while (open.size > 0) {
    const next = [...open.values()].find(({ needs }) => !needs.some((need) => open.has(need)));
    if (!next)
      throw new Error(`Tables need each other in a circle: ${[...open.keys()].join(', ')}; make one of the keys deferrable.`);
    open.delete(next.name);
    ordered.push(next);
  }
  return ordered;
}

export interface SequenceValue {
  table: string;
  column: string;
  /** The last number given out; null when none was. */
  last: string | null;
}

const identities = `
  select n.nspname || '.' || c.relname as table, a.attname as column,
         pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname) as sequence
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
   where a.attidentity <> '' and not a.attisdropped and c.relkind in ('r', 'p') and ${schemas}`;

/** Where the numbers of identity columns stand. */
export async function sequencesOf(client: pg.Client): Promise<SequenceValue[]> {
  const { rows } = await client.query<SequenceValue>(`
    select "table", "column", pg_sequence_last_value(sequence::regclass)::text as last from (${identities}) as known order by 1, 2`);
  return rows.filter(({ table }) => !left.includes(table));
}

/**
 * Numbers given out after the backup was taken are known elsewhere (in links, exports, the erasure ledger, another ClickHouse):
 * they must not come back with another meaning, so numbering goes on far behind them.
 */
const gap = 1_000_000_000;

export async function continueSequences(client: pg.Client, sequences: readonly SequenceValue[]): Promise<void> {
  for (const { table, column, last } of sequences) {
    await client.query(
      `select setval(sequence::regclass, $3) from (${identities}) as known where "table" = $1 and "column" = $2`,
      [table, column, (BigInt(last ?? '0') + BigInt(gap)).toString()],
    );
  }
}
