/** One piece of evidence for a rule: it opens a moment, or joins the one that the rule opened for this customer and that is open still. */
import type { Tx } from '#platform/postgres';
import type { Reason } from '../contract.ts';
import { type Ground, tellScreens } from '../ground.ts';
import type { Ownership } from '../ownership/ownership.ts';
import { findQueue } from '../store/agents.ts';
import { appendEntry } from '../store/entries.ts';
import { holdMoment, type MomentRow, openedBy, openOf } from '../store/moments.ts';
import { countClaimed, keepGathering, type Pace } from './store/pace.ts';
import type { RuleRow } from './store/rules.ts';

export interface Evidence {
  /** Its own name for ever: the same evidence opens nothing twice. */
  key: string;
  senderNo: string | null;
  title: string;
  sentence: string;
  at: Date;
  /** Said by somebody who could say anything, as often as they like. */
  claimed: boolean;
  /** What stands in the conversation's line about it. */
  details: Record<string, string | Record<string, string>>;
}

export type Opening = Pick<Ground, 'customers' | 'newId' | 'realtime' | 'db'> & { ownership: Ownership };

const looksAt = 50;
/** So many moments an hour may a rule open by what anybody can claim. The rest gathers in one moment: heard, owned, no flood. */
const mostClaimedAnHour = 100;
/** Lines of evidence in such a moment; what comes after them stands in the log of events, as all of it does. */
const mostGathered = 1_000;

/** The caller holds the lock of routing. */
export async function openBy(
  opening: Opening,
  tx: Tx,
  workspaceId: string,
  rule: RuleRow,
  evidence: Evidence,
): Promise<'opened' | 'joined' | 'known'> {
  const openedKey = `${rule.id} ${evidence.key}`;
  if (await openedBy(tx, workspaceId, openedKey)) return 'known';
  const already = await openAlready(opening, tx, workspaceId, rule.id, evidence.senderNo);
  if (already) {
    await holdMoment(tx, workspaceId, already.id);
    await noteEvidence(opening, tx, workspaceId, already.id, rule, evidence);
    tellScreens(opening, tx, workspaceId, already.id);
    return 'joined';
  }
  if (evidence.claimed) {
    const pace = await countClaimed(tx, workspaceId, rule.id);
    if (pace.opened > mostClaimedAnHour) return gather(opening, tx, workspaceId, rule, evidence, pace);
  }
  await open(opening, tx, workspaceId, rule, evidence, openedKey);
  return 'opened';
}

/** One moment for all that is too much to have one each. */
async function gather(
  opening: Opening,
  tx: Tx,
  workspaceId: string,
  rule: RuleRow,
  evidence: Evidence,
  { opened, gathering }: Pace,
): Promise<'opened' | 'joined'> {
  if (gathering !== null) {
    const moment = await holdMoment(tx, workspaceId, gathering);
    if (moment && opened <= mostClaimedAnHour + mostGathered)
      await noteEvidence(opening, tx, workspaceId, gathering, rule, evidence);
    return 'joined';
  }
  const sentence = `${rule.name}: more than ${mostClaimedAnHour} in an hour by what pages claim. All further ones stand here.`;
  const whole = { ...evidence, senderNo: null, title: `${rule.name}: many at once`, sentence };
  const id = await open(opening, tx, workspaceId, rule, whole, `${rule.id} many ${evidence.key}`);
  await keepGathering(tx, workspaceId, rule.id, id);
  return 'opened';
}

async function open(
  { ownership, ...opening }: Opening,
  tx: Tx,
  workspaceId: string,
  rule: RuleRow,
  evidence: Evidence,
  openedKey: string,
): Promise<string> {
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
  return id;
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
  { newId }: Pick<Opening, 'newId'>,
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
