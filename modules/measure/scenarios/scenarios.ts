/** Keeps scenarios: what customers want to reach, by which definition, and every one before it. */
import type { Customers } from '#customers';
import type { People } from '#people';
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { type BodyOf, Refusal, type ReplyOf } from '#platform/contract';
import type { Db, Tx } from '#platform/postgres';
import {
  type changeScenario,
  type createScenario,
  type readScenario,
  type Scenario,
  type ScenarioDefinition,
  scenarioRefusals,
} from '../contract.ts';
import { ownerOf } from '../voice/owner.ts';
import * as store from './store.ts';

const mostScenarios = 200;

export interface KeepingDeps {
  db: Db;
  audit: Pick<Audit, 'record'>;
  customers: Pick<Customers, 'segmentName'>;
}

export function list({ db, customers }: KeepingDeps, workspaceId: string): Promise<Scenario[]> {
  return db.inWorkspace(
    workspaceId,
    async (tx) => described(customers, tx, workspaceId, await store.listScenarios(tx, workspaceId)),
    { readOnly: true },
  );
}

export function read({ db, customers }: KeepingDeps, workspaceId: string, id: string): Promise<ReplyOf<typeof readScenario>> {
  return db.inWorkspace(
    workspaceId,
    async (tx) => {
      const whole = await one(customers, tx, workspaceId, id);
      const versions = await store.versionsOf(tx, workspaceId, id);
      return {
        ...whole,
        versions: versions.map((row) => ({ ...row, no: Number(row.no), changedAt: row.changedAt.toISOString() })),
      };
    },
    { readOnly: true },
  );
}

/** Whoever describes it answers for it, until somebody else does. */
export function create({ db, audit, customers }: KeepingDeps, principal: Principal, asked: BodyOf<typeof createScenario>) {
  const { workspaceId, label } = principal;
  return db.inWorkspace(workspaceId, async (tx): Promise<Scenario> => {
    if ((await store.countScenarios(tx, workspaceId)) >= mostScenarios) throw new Refusal(scenarioRefusals.too_many_scenarios);
    await mustBeSegment(customers, tx, workspaceId, asked.definition);
    const id = await store.insertScenario(tx, workspaceId, asked.name, principal.kind === 'employee' ? principal.id : null);
    if (id === undefined) throw taken();
    await store.insertVersion(tx, workspaceId, id, { no: 1, definition: asked.definition, by: label, why: '' });
    await audit.record(tx, principal, {
      action: 'measure.scenario_created',
      subject: `scenario:${id}`,
      details: { name: asked.name },
    });
    return one(customers, tx, workspaceId, id);
  });
}

export function change(
  { db, audit, customers }: KeepingDeps,
  principal: Principal,
  id: string,
  { name, definition, why, scenarioVersion }: BodyOf<typeof changeScenario>,
) {
  const { workspaceId } = principal;
  return db.inWorkspace(workspaceId, async (tx): Promise<Scenario> => {
    const row = orRefuse(await store.holdScenario(tx, workspaceId, id));
    if (scenarioVersion !== Number(row.version)) throw new Refusal(scenarioRefusals.scenario_changed_meanwhile);
    if (await store.nameTaken(tx, workspaceId, name, id)) throw taken();
    await mustBeSegment(customers, tx, workspaceId, definition);
    // The same words again are no new definition.
    const anew = !sameDefinition(definition, row.definition);
    if (anew) await nextVersion({ audit }, tx, principal, row, { definition, why });
    if (name !== row.name) {
      await store.updateScenario(tx, workspaceId, id, name, Number(row.version) + Number(anew));
      await audit.record(tx, principal, { action: 'measure.scenario_renamed', subject: `scenario:${id}`, details: { name } });
    }
    return one(customers, tx, workspaceId, id);
  });
}

export function own(
  { db, audit, customers, people }: KeepingDeps & { people: Pick<People, 'colleagues'> },
  principal: Principal,
  id: string,
  ownerId: string | null,
): Promise<Scenario> {
  const { workspaceId } = principal;
  return db.inWorkspace(workspaceId, async (tx) => {
    const row = orRefuse(await store.holdScenario(tx, workspaceId, id));
    const owner = ownerId === null ? null : await ownerOf({ people }, tx, ownerId);
    await store.ownScenario(tx, workspaceId, id, ownerId);
    await audit.record(tx, principal, {
      action: 'measure.scenario_owned',
      subject: `scenario:${id}`,
      details: { before: row.ownerId, ownerId, name: owner?.name ?? null },
    });
    return one(customers, tx, workspaceId, id);
  });
}

/** Answers its number. The scenario is held: versions follow each other one at a time. */
export async function nextVersion(
  { audit }: Pick<KeepingDeps, 'audit'>,
  tx: Tx,
  principal: Principal,
  row: store.ScenarioRow,
  { definition, why }: { definition: ScenarioDefinition; why: string },
): Promise<number> {
  const { workspaceId, label } = principal;
  const no = Number(row.version) + 1;
  await store.insertVersion(tx, workspaceId, row.id, { no, definition, by: label, why });
  await store.updateScenario(tx, workspaceId, row.id, row.name, no);
  await audit.record(tx, principal, {
    action: 'measure.scenario_redefined',
    subject: `scenario:${row.id}`,
    details: { version: no, why },
  });
  return no;
}

export function remove({ db, audit }: KeepingDeps, principal: Principal, id: string): Promise<void> {
  const { workspaceId } = principal;
  return db.inWorkspace(workspaceId, async (tx) => {
    const row = orRefuse(await store.holdScenario(tx, workspaceId, id));
    await store.deleteScenario(tx, workspaceId, id);
    await audit.record(tx, principal, {
      action: 'measure.scenario_removed',
      subject: `scenario:${id}`,
      details: { name: row.name, definition: row.definition },
    });
  });
}

/** What comes back from `jsonb` has its keys in another order. */
export const sameDefinition = (one: ScenarioDefinition, other: ScenarioDefinition) =>
  JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, sorted(part)]));
}

export async function mustBeSegment(
  customers: KeepingDeps['customers'],
  tx: Tx,
  workspaceId: string,
  { segmentId }: ScenarioDefinition,
): Promise<void> {
  if (segmentId === null || (await customers.segmentName(tx, workspaceId, segmentId)) !== undefined) return;
  const fields = [{ path: 'definition.segmentId', message: 'there is no such segment' }];
  throw new Refusal(scenarioRefusals.no_such_scenario_segment, { fields });
}

const taken = () => new Refusal(scenarioRefusals.scenario_name_taken, { fields: [{ path: 'name', message: 'is taken' }] });

export async function one(customers: KeepingDeps['customers'], tx: Tx, workspaceId: string, id: string): Promise<Scenario> {
  const [whole] = await described(customers, tx, workspaceId, [orRefuse(await store.findScenario(tx, workspaceId, id))]);
  return whole as Scenario;
}

async function described(
  customers: KeepingDeps['customers'],
  tx: Tx,
  workspaceId: string,
  rows: readonly store.ScenarioRow[],
): Promise<Scenario[]> {
  const names = new Map<string, string | undefined>();
  for (const { definition } of rows)
    if (definition.segmentId !== null && !names.has(definition.segmentId))
      names.set(definition.segmentId, await customers.segmentName(tx, workspaceId, definition.segmentId));
  return rows.map(({ version, changedAt, ...row }) => {
    const { segmentId } = row.definition;
    const segment = segmentId === null ? undefined : names.get(segmentId);
    return {
      ...row,
      scenarioVersion: Number(version),
      segment: segmentId === null || segment === undefined ? null : { id: segmentId, name: segment },
      changedAt: changedAt.toISOString(),
    };
  });
}

export function orRefuse<T>(value: T | undefined): T {
  if (value === undefined) throw new Refusal(scenarioRefusals.no_such_scenario);
  return value;
}
