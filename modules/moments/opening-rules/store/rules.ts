/** SQL of opening rules. */
import { jsonb, type Sql, sql, type Tx } from '#platform/postgres';
import { type RuleBody, ruleBody } from '../../contract/rules.ts';
import type { Shipped } from '../rules/shipped.ts';

export interface RuleRow {
  id: string;
  name: string;
  enabled: boolean;
  shipped: string | null;
  since: Date;
  body: RuleBody;
}

const columns = sql`id, name, enabled, shipped, since, body`;
/** A body from before a field was added has its default. */
const read = (row: RuleRow): RuleRow => ({ ...row, body: ruleBody.parse(row.body) });

/** `since` a little before: the first event a workspace ever hears is what makes them. */
export async function keepShipped(tx: Tx, workspaceId: string, rules: readonly Shipped[]): Promise<void> {
  for (const { shipped, name, enabled, body } of rules)
    await tx.run(sql`
      insert into moments.rule (workspace_id, shipped, name, enabled, body, since)
      values (${workspaceId}, ${shipped}, ${name}, ${enabled}, ${jsonb(body)}, now() - interval '1 hour')
      on conflict do nothing`);
}

export const listRules = async (tx: Tx, workspaceId: string): Promise<RuleRow[]> =>
  (
    await tx.many<RuleRow>(sql`select ${columns} from moments.rule where workspace_id = ${workspaceId} order by lower(name), id`)
  ).map(read);

/** Those in force; none of them goes or changes until this transaction ends. */
export const rulesInForce = async (tx: Tx, workspaceId: string): Promise<RuleRow[]> =>
  (
    await tx.many<RuleRow>(sql`
      select ${columns} from moments.rule where workspace_id = ${workspaceId} and enabled order by id for share`)
  ).map(read);

export const findRule = async (tx: Tx, workspaceId: string, id: string): Promise<RuleRow | undefined> => {
  const row = await tx.maybe<RuleRow>(sql`
    select ${columns} from moments.rule where workspace_id = ${workspaceId} and id = ${id} for update`);
  return row && read(row);
};

export const insertRule = async (
  tx: Tx,
  workspaceId: string,
  { name, enabled, body }: Pick<RuleRow, 'name' | 'enabled' | 'body'>,
): Promise<RuleRow> =>
  read(
    await tx.one<RuleRow>(sql`
      insert into moments.rule (workspace_id, name, enabled, body)
      values (${workspaceId}, ${name}, ${enabled}, ${jsonb(body)}) returning ${columns}`),
  );

/** `anew`: what was waited for is forgotten, and only what is received from now on counts. */
export async function changeRule(
  tx: Tx,
  workspaceId: string,
  id: string,
  change: Partial<Pick<RuleRow, 'name' | 'enabled' | 'body'>>,
  anew: boolean,
): Promise<RuleRow> {
  if (anew) await tx.run(sql`delete from moments.expectation where workspace_id = ${workspaceId} and rule_id = ${id}`);
  const sets: Sql[] = [anew ? sql`since = clock_timestamp()` : sql`since = since`];
  if (change.name !== undefined) sets.push(sql`name = ${change.name}`);
  if (change.enabled !== undefined) sets.push(sql`enabled = ${change.enabled}`);
  if (change.body !== undefined) sets.push(sql`body = ${jsonb(change.body)}`);
  const all = sets.reduce((whole, part) => sql`${whole}, ${part}`);
  const row = await tx.one<RuleRow>(sql`
    update moments.rule set ${all} where workspace_id = ${workspaceId} and id = ${id} returning ${columns}`);
  return read(row);
}

export async function deleteRule(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await tx.run(sql`delete from moments.rule where workspace_id = ${workspaceId} and id = ${id}`);
}
