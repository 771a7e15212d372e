/** Rules as people keep them, and what one would have opened. */
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { type BodyOf, Refusal, type ReplyOf } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import {
  type changeRule as changeRoute,
  type createRule,
  type OpeningRule,
  type RuleBody,
  refusals,
  type tryRule,
} from '../contract.ts';
import { orRefuse } from '../ground.ts';
import { findQueue } from '../store/agents.ts';
import { type Act, actOf, evidenceOf, type Watching } from './lane.ts';
import type { Evidence } from './open.ts';
import { namesIn, readEvent } from './read-event.ts';
import { type Expectation, isWaitedFor, stepped } from './rules/expectation.ts';
import { shippedRules } from './rules/shipped.ts';
import * as store from './store/rules.ts';

export type Keeping = Watching & { audit: Audit };

const ruleOf = ({ since, ...row }: store.RuleRow): OpeningRule => ({ ...row, since: since.toISOString() });

export function listRules({ db }: Keeping, workspaceId: string): Promise<OpeningRule[]> {
  return db.inWorkspace(workspaceId, async (tx) => {
    await store.keepShipped(tx, workspaceId, shippedRules);
    return (await store.listRules(tx, workspaceId)).map(ruleOf);
  });
}

async function mustHold(tx: Tx, workspaceId: string, { enabled, body }: { enabled: boolean; body: RuleBody }): Promise<void> {
  const { queue, trigger } = body;
  if (queue !== null) orRefuse(await findQueue(tx, workspaceId, queue), refusals.no_such_queue);
  if (enabled && trigger.kind === 'segment_entered' && trigger.segment === null) throw new Refusal(refusals.rule_unfinished);
}

export function makeRule(keeping: Keeping, principal: Principal, asked: BodyOf<typeof createRule>): Promise<OpeningRule> {
  const { workspaceId } = principal;
  return keeping.db.inWorkspace(workspaceId, async (tx) => {
    await mustHold(tx, workspaceId, asked);
    const rule = await store.insertRule(tx, workspaceId, asked);
    const { name, enabled, body } = rule;
    await keeping.audit.record(tx, principal, {
      action: 'moments.rule_created',
      subject: `rule:${rule.id}`,
      details: { name, enabled, body },
    });
    return ruleOf(rule);
  });
}

export function changeRule(
  keeping: Keeping,
  principal: Principal,
  id: string,
  change: BodyOf<typeof changeRoute>,
): Promise<OpeningRule> {
  const { workspaceId } = principal;
  return keeping.db.inWorkspace(workspaceId, async (tx) => {
    const before = orRefuse(await store.findRule(tx, workspaceId, id), refusals.no_such_rule);
    const { name, enabled = before.enabled, body = before.body } = change;
    await mustHold(tx, workspaceId, { enabled, body });
    // A new name begins nothing anew.
    const anew = change.body !== undefined || enabled !== before.enabled;
    const rule = await store.changeRule(tx, workspaceId, id, { ...(name !== undefined && { name }), enabled, body }, anew);
    await keeping.audit.record(tx, principal, {
      action: 'moments.rule_changed',
      subject: `rule:${id}`,
      details: { name: rule.name, enabled, body, before: { name: before.name, enabled: before.enabled, body: before.body } },
    });
    return ruleOf(rule);
  });
}

export function deleteRule(keeping: Keeping, principal: Principal, id: string): Promise<void> {
  const { workspaceId } = principal;
  return keeping.db.inWorkspace(workspaceId, async (tx) => {
    const { shipped, name } = orRefuse(await store.findRule(tx, workspaceId, id), refusals.no_such_rule);
    if (shipped !== null) throw new Refusal(refusals.shipped_rule_stays);
    await store.deleteRule(tx, workspaceId, id);
    await keeping.audit.record(tx, principal, { action: 'moments.rule_deleted', subject: `rule:${id}`, details: { name } });
  });
}

const shownAtMost = 200;
const dayMs = 86_400_000;

/** Nothing is opened, and nothing written: the same decisions over what the log holds. */
export async function dryRun(
  { db, listen, clock }: Keeping,
  workspaceId: string,
  { body, days }: BodyOf<typeof tryRule>,
): Promise<ReplyOf<typeof tryRule>> {
  if (body.trigger.kind === 'segment_entered') throw new Refusal(refusals.no_dry_run);
  const since = new Date(clock.now() - days * dayMs);
  const rule: store.RuleRow = { id: '', name: '', enabled: true, shipped: null, since, body };
  return db.inWorkspace(
    workspaceId,
    async (tx) => {
      const { rows, from } = await listen.heardLately(tx, workspaceId, namesIn(body.trigger), since);
      const kinds = await listen.sourceKinds(tx, workspaceId);
      const acts = rows.flatMap((row) => actOf(rule, readEvent(row), kinds.get(row.sourceId) !== 'import') ?? []);
      const found = [...openedAtOnce(rule, acts), ...overdue(rule, acts, clock.now())];
      const shown = found.sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, shownAtMost);
      const nos = [...new Set(shown.flatMap(({ senderNo }) => senderNo ?? []))];
      const senders = new Map((await listen.sendersByNo(tx, workspaceId, nos)).map((sender) => [sender.no, sender]));
      return {
        items: shown.map(({ at, title, sentence, senderNo }) => {
          const sender = senderNo === null ? undefined : senders.get(senderNo);
          return { at: at.toISOString(), title, sentence, sender: sender ? { type: sender.type, value: sender.value } : null };
        }),
        count: found.length,
        lookedFrom: from.toISOString(),
      };
    },
    { readOnly: true },
  );
}

const openedAtOnce = (rule: store.RuleRow, acts: Act[]): Evidence[] =>
  acts.flatMap(({ event, expects }) => (expects === undefined ? [evidenceOf(rule, event)] : []));

/** What was due while it was waited for, beginning by beginning. */
function overdue(rule: store.RuleRow, acts: Act[], now: number): Evidence[] {
  const states = new Map<string, Expectation>();
  const found: Evidence[] = [];
  const look = (state: Expectation | undefined, upTo: number) => {
    if (state?.begun && isWaitedFor(state) && state.begun.dueAt <= upTo) found.push(evidenceOf(rule, state.begun.event));
    return state?.begun && isWaitedFor(state) && state.begun.dueAt <= upTo ? { ...state, settledAt: state.begun.at } : state;
  };
  for (const { event, expects } of acts) {
    if (expects === undefined) continue;
    states.set(expects.key, stepped(look(states.get(expects.key), event.receivedAt), expects.step));
  }
  for (const state of states.values()) look(state, now);
  return found;
}
