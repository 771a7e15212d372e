/** SQL of lifetime value: the setting, the fits, what the last one expects of whom. */
import { jsonb, type Sql, sql, type Tx } from '#platform/postgres';
import type { LifetimeFit, LifetimePart, LifetimeSetting } from '../contract.ts';
import type { Expected } from './rules/learn.ts';

export const findSetting = async (tx: Tx, workspaceId: string): Promise<LifetimeSetting | undefined> =>
  (await tx.maybe<{ body: LifetimeSetting }>(sql`select body from measure.lifetime_setting where workspace_id = ${workspaceId}`))
    ?.body;

export async function saveSetting(tx: Tx, workspaceId: string, setting: LifetimeSetting): Promise<void> {
  await tx.run(sql`
    insert into measure.lifetime_setting (workspace_id, body) values (${workspaceId}, ${jsonb(setting)})
    on conflict (workspace_id) do update set body = excluded.body, changed_at = now()`);
}

type Body = Omit<LifetimeFit, 'id' | 'at'>;

export interface FitRow {
  id: string;
  at: Date;
  body: Body;
}

/** Newest first. */
export const lastFits = (tx: Tx, workspaceId: string, limit: number): Promise<FitRow[]> =>
  tx.many(sql`select id, at, body from measure.lifetime_fit where workspace_id = ${workspaceId} order by id desc limit ${limit}`);

export const insertFit = (tx: Tx, workspaceId: string, body: Body): Promise<FitRow> =>
  tx.one(sql`
    insert into measure.lifetime_fit (workspace_id, body) values (${workspaceId}, ${jsonb(body)}) returning id, at, body`);

const page = 5_000;

/** Who was expected something before and is not there any more goes. */
export async function replacePeople(tx: Tx, workspaceId: string, people: readonly Expected[]): Promise<void> {
  await tx.run(sql`delete from measure.lifetime_person where workspace_id = ${workspaceId}`);
  for (let from = 0; from < people.length; from += page) {
    const some = people.slice(from, from + page);
    const column = <K extends keyof Expected>(key: K) => some.map((person) => person[key]);
    await tx.run(sql`
      insert into measure.lifetime_person (workspace_id, person_no, purchases, alive, expected, value)
      select ${workspaceId}, * from unnest(${column('person')}::bigint[], ${column('purchases')}::bigint[], ${column('alive')}::float8[],
                                           ${column('expected')}::float8[], ${column('value')}::float8[])`);
  }
}

export interface PersonRow {
  no: string;
  purchases: number;
  alive: number;
  expected: number;
  value: number;
}

/** How many are a fifth, the odd one included. */
const fifth = (workspaceId: string) =>
  sql`(select ceil(count(*) * 0.2)::bigint from measure.lifetime_person where workspace_id = ${workspaceId})`;

function isIn(part: LifetimePart, workspaceId: string): Sql {
  switch (part) {
    case 'all':
      return sql`true`;
    case 'best':
      return sql`person_no in (
        select person_no from measure.lifetime_person
         where workspace_id = ${workspaceId} order by value desc, person_no limit ${fifth(workspaceId)})`;
    case 'returned':
      return sql`purchases > 1`;
    case 'once':
      return sql`purchases = 1`;
    case 'leaving':
      return sql`alive < 0.5`;
  }
}

export interface Page {
  part: LifetimePart;
  limit: number;
  offset: number;
}

export const peopleByValue = (tx: Tx, workspaceId: string, { part, limit, offset }: Page): Promise<PersonRow[]> =>
  tx.many(sql`
    select person_no::text as no, purchases::float8 as purchases, alive, expected, value from measure.lifetime_person
     where workspace_id = ${workspaceId} and ${isIn(part, workspaceId)}
     order by value desc, person_no limit ${limit} offset ${offset}`);

export const countPeople = async (tx: Tx, workspaceId: string, part: LifetimePart): Promise<number> =>
  (
    await tx.one<{ count: number }>(sql`
    select count(*)::float8 as count from measure.lifetime_person
     where workspace_id = ${workspaceId} and ${isIn(part, workspaceId)}`)
  ).count;

export const peopleNamed = (tx: Tx, workspaceId: string, nos: readonly string[]): Promise<PersonRow[]> =>
  tx.many(sql`
    select person_no::text as no, purchases::float8 as purchases, alive, expected, value from measure.lifetime_person
     where workspace_id = ${workspaceId} and person_no = any(${[...nos]}::bigint[])`);

export const erasePeople = (tx: Tx, workspaceId: string, nos: readonly string[]): Promise<number> =>
  tx.run(sql`delete from measure.lifetime_person where workspace_id = ${workspaceId} and person_no = any(${[...nos]}::bigint[])`);
