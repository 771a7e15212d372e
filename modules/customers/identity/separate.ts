/** An operator says: these are different people. */
import type { Principal } from '#platform/auth';
import { Refusal } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import { keepDenials } from '../consent/keep-denials.ts';
import { refusals, type SeparateOutcome } from '../contract.ts';
import { type Found, findCustomer } from '../find.ts';
import { settleAndTell } from './apply.ts';
import type { IdentityDeps } from './merge.ts';
import { describe } from './outcome.ts';
import { judge, neighbourhood } from './settle.ts';
import { type DecisionRow, decisionsAbout, keepDecision } from './store/graph.ts';
import { lockIdentity } from './store/identifiers.ts';

export interface SeparateRequest {
  separate: { what: 'merge'; decisionId: string } | { what: 'identifiers'; groups: string[][] } | { what: 'everything' };
  reason?: string | undefined;
  dryRun: boolean;
}

export function separatePeople(
  deps: IdentityDeps,
  principal: Principal,
  ref: string,
  request: SeparateRequest,
): Promise<SeparateOutcome> {
  const { workspaceId } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    await lockIdentity(tx, workspaceId);
    const found = await findCustomer(tx, deps.tombstones, workspaceId, ref);
    const groups = await groupsOf(tx, workspaceId, found, request.separate);
    const decision = {
      id: deps.newId(),
      kind: 'separate' as const,
      groups,
      decidedBy: principal.label,
      reason: request.reason ?? null,
    };
    const around = await neighbourhood(
      tx,
      workspaceId,
      found.identifiers.map(({ no }) => no),
    );
    const at = new Date(Math.max(0, ...around.decisions.map((each) => each.at.getTime())) + 1);
    const verdict = judge(around, found.settings, [...around.decisions, { ...decision, at }]);
    const theirs = new Set(found.identifiers.map(({ no }) => no));
    const parts = verdict.people.filter(({ members }) => members.some((key) => theirs.has(around.byKey.get(key)?.no ?? '')));
    const customers: SeparateOutcome['customers'] = [];
    for (const part of parts) customers.push(await describe(tx, deps.listen, workspaceId, around, part, found.settings));
    const outcome: SeparateOutcome = {
      dryRun: request.dryRun,
      decisionId: request.dryRun ? null : decision.id,
      customers,
      explanation: explain(found, customers),
    };
    if (request.dryRun) return outcome;

    await keepDenials(tx, workspaceId, found, groups);
    await keepDecision(tx, workspaceId, decision);
    await settleAndTell(tx, deps.events, workspaceId, groups.flat(), { settings: found.settings, newId: deps.newId });
    await deps.audit.record(tx, principal, {
      action: 'customers.people_separated',
      subject: `person:${found.person.id}`,
      details: { decisionId: decision.id, into: customers.map(({ id }) => id) },
    });
    return outcome;
  });
}

/** The groups as the decision will say them, by numbers of identifiers. */
async function groupsOf(
  tx: Tx,
  workspaceId: string,
  { identifiers }: Found,
  separate: SeparateRequest['separate'],
): Promise<string[][]> {
  const nos = identifiers.map(({ no }) => no);
  switch (separate.what) {
    case 'everything':
      if (nos.length < 2) throw new Refusal(refusals.not_theirs, { detail: 'There is only one identifier.' });
      return nos.map((no) => [no]);
    case 'merge':
      return groupsOfMerge(await decisionsAbout(tx, workspaceId, nos), separate.decisionId, nos);
    case 'identifiers': {
      const byId = new Map(identifiers.map(({ id, no }) => [id, no]));
      const named = separate.groups.map((group) => group.map((id) => byId.get(id.toLowerCase())));
      const flat = named.flat();
      const stays = nos.filter((no) => !flat.includes(no));
      const all = [stays, ...named].filter((group) => group.length > 0);
      if (flat.includes(undefined) || new Set(flat).size < flat.length || all.length < 2) throw new Refusal(refusals.not_theirs);
      return all.map((group) => group.flatMap((no) => no ?? []));
    }
  }
}

/** The people as they were before the merge; who has joined one side since then stays with that side's evidence. */
function groupsOfMerge(decisions: readonly DecisionRow[], decisionId: string, theirs: readonly string[]): string[][] {
  const merge = decisions.find(({ id, kind }) => id === decisionId && kind === 'merge');
  if (merge === undefined || !merge.groups.flat().some((no) => theirs.includes(no))) throw new Refusal(refusals.no_such_merge);
  return merge.groups;
}

function explain({ person, identifiers }: Found, customers: SeparateOutcome['customers']): string[] {
  if (customers.length < 2) {
    return [
      'Other evidence still says they are one person: name the identifiers that do not belong, and they will be kept apart.',
    ];
  }
  return [
    `${person.name} with ${identifiers.length} identifiers becomes ${customers.length} customers.`,
    'Every event goes with the identifier that sent it; none is lost.',
    'Evidence that would join them again is refused from now on, until somebody merges them.',
    'What they refused in the meantime stays refused for each of them.',
  ];
}
