/** An operator says: these are one. */
import type { Listen } from '#listen';
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { Refusal } from '#platform/contract';
import type { Events } from '#platform/events';
import type { NewId } from '#platform/ids';
import type { Db, Tx } from '#platform/postgres';
import { type MergeOutcome, refusals } from '../contract.ts';
import type { Tombstones } from '../erasure/tombstones.ts';
import { type Found, findCustomer } from '../find.ts';
import { settleAndTell } from './apply.ts';
import { describe } from './outcome.ts';
import { typeRulesOf } from './rules/identifiers.ts';
import { judge, neighbourhood } from './settle.ts';
import { type DecisionRow, keepDecision } from './store/graph.ts';
import { lockIdentity } from './store/identifiers.ts';

export interface IdentityDeps {
  db: Db;
  listen: Pick<Listen, 'countEventsOf'>;
  events: Events;
  audit: Audit;
  newId: NewId;
  tombstones: Tombstones;
}

export interface MergeRequest {
  others: string[];
  reason?: string | undefined;
  dryRun: boolean;
}

export function mergePeople(deps: IdentityDeps, principal: Principal, ref: string, request: MergeRequest): Promise<MergeOutcome> {
  const { workspaceId } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    await lockIdentity(tx, workspaceId);
    const survivor = await findCustomer(tx, deps.tombstones, workspaceId, ref);
    const others: Found[] = [];
    for (const other of request.others) others.push(await findCustomer(tx, deps.tombstones, workspaceId, other));
    return mergeFound(deps, tx, principal, survivor, others, request);
  });
}

/** The same for people already looked up, under the lock. */
export async function mergeFound(
  deps: IdentityDeps,
  tx: Tx,
  principal: Principal,
  survivor: Found,
  others: readonly Found[],
  request: Omit<MergeRequest, 'others'>,
): Promise<MergeOutcome> {
  const { workspaceId } = principal;
  const everybody = [survivor, ...others];
  if (new Set(everybody.map(({ person }) => person.no)).size < everybody.length) throw new Refusal(refusals.same_customer);
  const organisations = everybody.filter(({ person }) => person.kind === 'organisation').length;
  if (organisations > 0 && organisations < everybody.length) throw new Refusal(refusals.kinds_differ);

  const groups = everybody.map(({ identifiers }) => identifiers.map(({ no }) => no));
  const decision = {
    id: deps.newId(),
    kind: 'merge' as const,
    groups,
    decidedBy: principal.label,
    reason: request.reason ?? null,
  };
  const around = await neighbourhood(tx, workspaceId, groups.flat());
  // A dry run is the same question to the same rule, with a decision later than any other and not kept.
  const verdict = judge(around, survivor.settings, [...around.decisions, { ...decision, at: later(around.decisions) }]);
  const person = verdict.people.find(({ members }) => members.some((key) => around.byKey.get(key)?.no === survivor.person.no));
  if (person === undefined) throw new Error('the survivor is nobody');
  const outcome: MergeOutcome = {
    dryRun: request.dryRun,
    decisionId: request.dryRun ? null : decision.id,
    customer: await describe(tx, deps.listen, workspaceId, around, person, survivor.settings),
    absorbed: others.map(({ person: { id } }) => id),
    explanation: explain(survivor, others),
  };
  outcome.absorbed = everybody.map(({ person: { id } }) => id).filter((id) => id !== outcome.customer.id);
  if (request.dryRun) return outcome;

  await keepDecision(tx, workspaceId, decision);
  await settleAndTell(tx, deps.events, workspaceId, groups.flat(), { settings: survivor.settings, newId: deps.newId });
  await deps.audit.record(tx, principal, {
    action: 'customers.people_merged',
    subject: `person:${outcome.customer.id}`,
    details: { decisionId: decision.id, absorbed: outcome.absorbed },
  });
  return outcome;
}

const later = (decisions: readonly DecisionRow[]): Date => new Date(Math.max(0, ...decisions.map(({ at }) => at.getTime())) + 1);

/** What a reader should know before agreeing. */
function explain(survivor: Found, others: readonly Found[]): string[] {
  const rulesOf = typeRulesOf(survivor.settings);
  const identifiers = [survivor, ...others].flatMap((found) => found.identifiers);
  const lines = others.map(
    ({ person }) => `${person.name} becomes part of ${survivor.person.name}; the id ${person.id} keeps leading here.`,
  );
  for (const type of new Set(identifiers.map((identifier) => identifier.type))) {
    const values = identifiers.filter((identifier) => identifier.type === type);
    const { limit } = rulesOf(type);
    if (values.length > limit) {
      const listed = values.map(({ value }) => value).join(', ');
      lines.push(`They would have ${values.length} of "${type}" (${listed}); one person usually has at most ${limit}.`);
    }
  }
  if ([survivor, ...others].filter(({ person }) => person.verified).length > 1) {
    lines.push('More than one of them is vouched for by a trusted source; the machine would never merge these.');
  }
  lines.push('Nothing is rewritten: every event stays with the identifier that sent it, and this can be undone.');
  return lines;
}
