/** What customers left by a public link: evidence that waits until somebody makes it part of the scenario, or says why not. */
import type { Principal } from '#platform/auth';
import { type BodyOf, Refusal } from '#platform/contract';
import {
  type acceptContribution,
  type Contribution,
  type Scenario,
  scenarioRefusals,
  type setContributionAside,
} from '../contract.ts';
import { type KeepingDeps, mustBeSegment, nextVersion, one, orRefuse, sameDefinition } from './scenarios.ts';
import * as store from './store.ts';

const told = ({ leftAt, settledAt, version, ...row }: store.ContributionRow): Contribution => ({
  ...row,
  leftAt: leftAt.toISOString(),
  settledAt: settledAt?.toISOString() ?? null,
  scenarioVersion: version === null ? null : Number(version),
});

export function listContributions({ db }: KeepingDeps, workspaceId: string, id: string): Promise<Contribution[]> {
  return db.inWorkspace(
    workspaceId,
    async (tx) => {
      orRefuse(await store.findScenario(tx, workspaceId, id));
      return (await store.listContributions(tx, workspaceId, id)).map(told);
    },
    { readOnly: true },
  );
}

/** The definition with it in becomes the next version, and says from whom it comes. */
export function accept(
  { db, audit, customers }: KeepingDeps,
  principal: Principal,
  place: { id: string; contribution: string },
  { definition, scenarioVersion }: BodyOf<typeof acceptContribution>,
): Promise<Scenario> {
  const { workspaceId, label } = principal;
  return db.inWorkspace(workspaceId, async (tx) => {
    const row = orRefuse(await store.holdScenario(tx, workspaceId, place.id));
    await hold(tx, workspaceId, place);
    if (scenarioVersion !== Number(row.version)) throw new Refusal(scenarioRefusals.scenario_changed_meanwhile);
    if (sameDefinition(definition, row.definition)) throw new Refusal(scenarioRefusals.contribution_not_in_it);
    await mustBeSegment(customers, tx, workspaceId, definition);
    const why = `A customer’s contribution (${place.contribution})`;
    const version = await nextVersion({ audit }, tx, principal, row, { definition, why });
    await store.settleContribution(tx, workspaceId, place.contribution, { state: 'accepted', by: label, reason: '', version });
    return one(customers, tx, workspaceId, place.id);
  });
}

export function setAside(
  { db, audit }: KeepingDeps,
  principal: Principal,
  place: { id: string; contribution: string },
  { reason }: BodyOf<typeof setContributionAside>,
): Promise<Contribution> {
  const { workspaceId, label } = principal;
  return db.inWorkspace(workspaceId, async (tx) => {
    orRefuse(await store.findScenario(tx, workspaceId, place.id));
    await hold(tx, workspaceId, place);
    const settled = { state: 'set_aside' as const, by: label, reason, version: null };
    const row = await store.settleContribution(tx, workspaceId, place.contribution, settled);
    await audit.record(tx, principal, {
      action: 'measure.contribution_set_aside',
      subject: `scenario:${place.id}`,
      details: { contribution: place.contribution, reason },
    });
    return told(row);
  });
}

/** Locked; throws when it is not there or was settled. */
async function hold(
  tx: Parameters<typeof store.holdContribution>[0],
  workspaceId: string,
  { id, contribution }: { id: string; contribution: string },
): Promise<void> {
  const row = await store.holdContribution(tx, workspaceId, id, contribution);
  if (!row) throw new Refusal(scenarioRefusals.no_such_contribution);
  if (row.state !== 'waiting') throw new Refusal(scenarioRefusals.contribution_settled);
}
