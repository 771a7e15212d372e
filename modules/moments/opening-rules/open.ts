/** One piece of evidence for a rule: it opens a moment, or joins the one that the rule opened for this customer and that is open still. */
import type { Tx } from '#platform/postgres';
import type { Reason } from '../contract.ts';
import { type Ground, tellScreens } from '../ground.ts';
import type { Ownership } from '../ownership/ownership.ts';
import { findQueue } from '../store/agents.ts';
import { appendEntry } from '../store/entries.ts';
import { holdMoment, type MomentRow, openedBy, openOf } from '../store/moments.ts';
import type { RuleRow } from './store/rules.ts';

export interface Evidence {
  /** Its own name for ever: the same evidence opens nothing twice. */
  key: string;
  senderNo: string | null;
  title: string;
  sentence: string;
  at: Date;
  /** What stands in the conversation's line about it. */
  details: Record<string, string | Record<string, string>>;
}

export type Opening = Pick<Ground, 'customers' | 'newId' | 'realtime' | 'db'> & { ownership: Ownership };

const looksAt = 50;

/** The caller holds the lock of routing. */
export async function openBy(
  opening: Opening,
  tx: Tx,
  workspaceId: string,
  rule: RuleRow,
  evidence: Evidence,
): Promise<'opened' | 'joined' | 'known'> {
  const { ownership } = opening;
  const openedKey = `${rule.id} ${evidence.key}`;
  if (await openedBy(tx, workspaceId, openedKey)) return 'known';
  const already = await openAlready(opening, tx, workspaceId, rule.id, evidence.senderNo);
  if (already) {
    await holdMoment(tx, workspaceId, already.id);
    await noteEvidence(opening, tx, workspaceId, already.id, rule, evidence);
    tellScreens(opening, tx, workspaceId, already.id);
    return 'joined';
  }
  const { kind, priority, skills, queue } = rule.body;
  const openedReason: Reason = { rule: 'opening_rule', sentence: evidence.sentence, ruleId: rule.id, name: rule.name };
  // A queue that was archived since the rule was written sends nothing anywhere: the standard one takes it.
  const queueId = queue !== null && (await findQueue(tx, workspaceId, queue)) ? queue : undefined;
  const id = await ownership.open(tx, workspaceId, {
    kind,
    title: evidence.title,
    senderNo: evidence.senderNo,
    priority,
    skills,
    ...(queueId && { queueId }),
    openedBy: openedReason,
    openedKey,
    by: rule.name,
  });
  await noteEvidence(opening, tx, workspaceId, id, rule, evidence);
  return 'opened';
}

async function openAlready(
  { customers }: Opening,
  tx: Tx,
  workspaceId: string,
  ruleId: string,
  senderNo: string | null,
): Promise<MomentRow | undefined> {
  if (senderNo === null) return undefined;
  const together = await customers.sendersTogether(tx, workspaceId, senderNo);
  const open = await openOf(tx, workspaceId, together, looksAt);
  return open.find((moment) => moment.openedBy.ruleId === ruleId);
}

async function noteEvidence(
  { newId }: Opening,
  tx: Tx,
  workspaceId: string,
  momentId: string,
  rule: RuleRow,
  evidence: Evidence,
): Promise<void> {
  await appendEntry(tx, workspaceId, momentId, {
    id: newId(),
    kind: 'event',
    author: { kind: 'system', name: rule.name },
    text: evidence.sentence,
    details: { event: 'evidence', ruleId: rule.id, at: evidence.at.toISOString(), ...evidence.details },
  });
}
