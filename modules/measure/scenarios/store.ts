/** SQL of scenarios: definitions and their versions, public links, what customers left. */
import { jsonb, sql, type Tx } from '#platform/postgres';
import type { Contribution, ContributionWords, ScenarioDefinition } from '../contract.ts';

export interface ScenarioRow {
  id: string;
  name: string;
  version: string;
  ownerId: string | null;
  definition: ScenarioDefinition;
  changedAt: Date;
  waiting: number;
}

const columns = sql`
  s.id, s.name, s.version, s.owner_id as "ownerId", v.definition, v.changed_at as "changedAt",
  (select count(*)::float8 from measure.contribution c
    where c.workspace_id = s.workspace_id and c.scenario_id = s.id and c.state = 'waiting') as waiting`;
const joined = sql`
  measure.scenario s join measure.scenario_version v
    on v.workspace_id = s.workspace_id and v.scenario_id = s.id and v.no = s.version`;

export const listScenarios = (tx: Tx, workspaceId: string): Promise<ScenarioRow[]> =>
  tx.many(sql`select ${columns} from ${joined} where s.workspace_id = ${workspaceId} order by lower(s.name), s.id limit 500`);

export const findScenario = (tx: Tx, workspaceId: string, id: string): Promise<ScenarioRow | undefined> =>
  tx.maybe(sql`select ${columns} from ${joined} where s.workspace_id = ${workspaceId} and s.id = ${id}`);

/** Locked until the transaction ends: versions follow each other one at a time. */
export const holdScenario = (tx: Tx, workspaceId: string, id: string): Promise<ScenarioRow | undefined> =>
  tx.maybe(sql`select ${columns} from ${joined} where s.workspace_id = ${workspaceId} and s.id = ${id} for update of s`);

export const countScenarios = async (tx: Tx, workspaceId: string): Promise<number> =>
  (
    await tx.one<{ count: number }>(
      sql`select count(*)::float8 as count from measure.scenario where workspace_id = ${workspaceId}`,
    )
  ).count;

export const nameTaken = async (tx: Tx, workspaceId: string, name: string, except: string): Promise<boolean> =>
  (await tx.maybe(sql`
    select 1 from measure.scenario
     where workspace_id = ${workspaceId} and lower(name) = lower(${name}) and id <> ${except}`)) !== undefined;

/** Answers its id; undefined when another one has the name. */
export async function insertScenario(
  tx: Tx,
  workspaceId: string,
  name: string,
  ownerId: string | null,
): Promise<string | undefined> {
  const row = await tx.maybe<{ id: string }>(sql`
    insert into measure.scenario (workspace_id, name, owner_id) values (${workspaceId}, ${name}, ${ownerId}::uuid)
    on conflict do nothing returning id`);
  return row?.id;
}

export interface NewVersion {
  no: number;
  definition: ScenarioDefinition;
  by: string;
  why: string;
}

export async function insertVersion(
  tx: Tx,
  workspaceId: string,
  scenarioId: string,
  { no, definition, by, why }: NewVersion,
): Promise<void> {
  await tx.run(sql`
    insert into measure.scenario_version (workspace_id, scenario_id, no, definition, changed_by, why)
    values (${workspaceId}, ${scenarioId}, ${no}, ${jsonb(definition)}, ${by}, ${why})`);
}

export async function updateScenario(tx: Tx, workspaceId: string, id: string, name: string, version: number): Promise<void> {
  await tx.run(sql`
    update measure.scenario set name = ${name}, version = ${version} where workspace_id = ${workspaceId} and id = ${id}`);
}

export const ownScenario = (tx: Tx, workspaceId: string, id: string, ownerId: string | null): Promise<number> =>
  tx.run(sql`
    update measure.scenario set owner_id = ${ownerId}::uuid where workspace_id = ${workspaceId} and id = ${id}`);

export const deleteScenario = (tx: Tx, workspaceId: string, id: string): Promise<number> =>
  tx.run(sql`delete from measure.scenario where workspace_id = ${workspaceId} and id = ${id}`);

export interface VersionRow {
  no: string;
  definition: ScenarioDefinition;
  changedBy: string;
  changedAt: Date;
  why: string;
}

const versionColumns = sql`no, definition, changed_by as "changedBy", changed_at as "changedAt", why`;

/** Newest first, at most 100. */
export const versionsOf = (tx: Tx, workspaceId: string, scenarioId: string): Promise<VersionRow[]> =>
  tx.many(sql`
    select ${versionColumns} from measure.scenario_version
     where workspace_id = ${workspaceId} and scenario_id = ${scenarioId} order by no desc limit 100`);

export const findVersion = (tx: Tx, workspaceId: string, scenarioId: string, no: number): Promise<VersionRow | undefined> =>
  tx.maybe(sql`
    select ${versionColumns} from measure.scenario_version
     where workspace_id = ${workspaceId} and scenario_id = ${scenarioId} and no = ${no}`);

// ---- public links ----------------------------------------------------------------------------------------------------------

export interface LinkRow {
  id: string;
  createdBy: string;
  createdAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
  contributions: number;
}

const linkColumns = sql`
  l.id, l.created_by as "createdBy", l.created_at as "createdAt", l.expires_at as "expiresAt", l.revoked_at as "revokedAt",
  (select count(*)::float8 from measure.contribution c where c.workspace_id = l.workspace_id and c.link_id = l.id) as contributions`;

export const listLinks = (tx: Tx, workspaceId: string, scenarioId: string): Promise<LinkRow[]> =>
  tx.many(sql`
    select ${linkColumns} from measure.scenario_link l
     where l.workspace_id = ${workspaceId} and l.scenario_id = ${scenarioId} order by l.created_at desc, l.id desc limit 200`);

export async function countOpenLinks(tx: Tx, workspaceId: string, scenarioId: string): Promise<number> {
  const { count } = await tx.one<{ count: number }>(sql`
    select count(*)::float8 as count from measure.scenario_link
     where workspace_id = ${workspaceId} and scenario_id = ${scenarioId} and revoked_at is null and expires_at > now()`);
  return count;
}

export const insertLink = (
  tx: Tx,
  workspaceId: string,
  link: { scenarioId: string; secretHash: Buffer; createdBy: string; days: number },
): Promise<LinkRow> =>
  tx.one<LinkRow>(sql`
    insert into measure.scenario_link as l (workspace_id, scenario_id, secret_hash, created_by, expires_at)
    values (${workspaceId}, ${link.scenarioId}, ${link.secretHash}, ${link.createdBy}, now() + make_interval(days => ${link.days}))
    returning ${linkColumns}`);

/** False when there is no such open link. */
export async function revokeLink(tx: Tx, workspaceId: string, scenarioId: string, id: string): Promise<boolean> {
  const closed = await tx.run(sql`
    update measure.scenario_link set revoked_at = now()
     where workspace_id = ${workspaceId} and scenario_id = ${scenarioId} and id = ${id} and revoked_at is null`);
  return closed > 0;
}

export interface OpenLink {
  workspaceId: string;
  scenarioId: string;
  linkId: string;
}

/** In no workspace: the secret tells which one. */
export const linkOf = (tx: Tx, secretHash: Buffer): Promise<OpenLink | undefined> =>
  tx.maybe(sql`
    select workspace_id as "workspaceId", scenario_id as "scenarioId", link_id as "linkId"
      from measure.scenario_link_of(${secretHash})`);

/** Locks an open link: what comes by it is counted one after another. False: it was closed meanwhile. */
export const holdLink = async (tx: Tx, workspaceId: string, id: string): Promise<boolean> =>
  (await tx.maybe(sql`
    select 1 from measure.scenario_link
     where workspace_id = ${workspaceId} and id = ${id} and revoked_at is null and expires_at > now() for update`)) !== undefined;

// ---- what customers left ---------------------------------------------------------------------------------------------------

export interface ContributionRow {
  id: string;
  step: string;
  showstopper: string;
  metric: string;
  leftAt: Date;
  state: Contribution['state'];
  settledBy: string | null;
  settledAt: Date | null;
  reason: string;
  version: string | null;
}

const contributionColumns = sql`
  id, step, showstopper, metric, left_at as "leftAt", state, settled_by as "settledBy", settled_at as "settledAt", reason, version`;

/** Those that wait first, then the latest. */
export const listContributions = (tx: Tx, workspaceId: string, scenarioId: string): Promise<ContributionRow[]> =>
  tx.many(sql`
    select ${contributionColumns} from measure.contribution
     where workspace_id = ${workspaceId} and scenario_id = ${scenarioId}
     order by (state = 'waiting') desc, left_at desc, id desc limit 500`);

export const holdContribution = (
  tx: Tx,
  workspaceId: string,
  scenarioId: string,
  id: string,
): Promise<ContributionRow | undefined> =>
  tx.maybe(sql`
    select ${contributionColumns} from measure.contribution
     where workspace_id = ${workspaceId} and scenario_id = ${scenarioId} and id = ${id} for update`);

export async function countWaiting(tx: Tx, workspaceId: string, scenarioId: string): Promise<number> {
  const { count } = await tx.one<{ count: number }>(sql`
    select count(*)::float8 as count from measure.contribution
     where workspace_id = ${workspaceId} and scenario_id = ${scenarioId} and state = 'waiting'`);
  return count;
}

export async function insertContribution(tx: Tx, link: OpenLink, said: ContributionWords): Promise<void> {
  await tx.run(sql`
    insert into measure.contribution (workspace_id, scenario_id, link_id, step, showstopper, metric)
    values (${link.workspaceId}, ${link.scenarioId}, ${link.linkId}, ${said.step}, ${said.showstopper}, ${said.metric})`);
}

export const settleContribution = (
  tx: Tx,
  workspaceId: string,
  id: string,
  settled: { state: 'accepted' | 'set_aside'; by: string; reason: string; version: number | null },
): Promise<ContributionRow> =>
  tx.one<ContributionRow>(sql`
    update measure.contribution
       set state = ${settled.state}, settled_by = ${settled.by}, settled_at = now(), reason = ${settled.reason},
           version = ${settled.version}
     where workspace_id = ${workspaceId} and id = ${id} returning ${contributionColumns}`);
