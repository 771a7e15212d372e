/**
 * Whose it is, at every commit. Everything that changes an owner, or who is able to be one, comes through here, one at a
 * time in a workspace; what the code gets wrong the tables refuse (`WITHOUT OVERLAPS`, `FOREIGN KEY … PERIOD`).
 */
import type { Standing } from '#people';
import type { Tx } from '#platform/postgres';
import type { Reason } from '../contract.ts';
import { momentOpened, ownerChanged } from '../events.ts';
import { type Ground, policyFactsOf, tellScreens } from '../ground.ts';
import { choose } from '../routing/rules/choose.ts';
import { nextFor } from '../routing/rules/next-for.ts';
import type { Candidate, Waiting } from '../routing/rules/types.ts';
import * as agents from '../store/agents.ts';
import { appendEntry } from '../store/entries.ts';
import * as store from '../store/moments.ts';
import { type Asking, customerFacts, waitingFacts } from './facts.ts';
import { sentenceOf, type Why } from './rules/sentences.ts';

export type Owner = { employee: string } | { queue: string };

/** What routing looks at before a moment exists. */
export interface Opening {
  kind: string;
  title: string;
  senderNo: string | null;
  channelId?: string;
  channelKind?: string;
  language?: string;
  priority?: number;
  skills?: string[];
  openedBy: Reason;
  openedKey?: string;
  queueId?: string;
  /** Keeps it with this person, who is able. `named`: by whoever opens it, not by themselves. */
  owner?: { id: string; name: string; named?: true };
  by: string;
}

export interface Ownership {
  lock(tx: Tx, workspaceId: string): Promise<void>;
  /** Opens a moment with an owner, in a transaction that holds the lock. Answers its id. */
  open(tx: Tx, workspaceId: string, opening: Opening): Promise<string>;
  /** Gives a moment to an owner; undefined when its epoch is another by now. */
  give(tx: Tx, workspaceId: string, moment: store.MomentRow, to: Owner, why: Why, by: string): Promise<string | undefined>;
  /** Finds whoever fits and has room, else a queue. `except`: who must not get it. */
  route(tx: Tx, workspaceId: string, moment: store.MomentRow, why: Why, by: string, except?: string[]): Promise<void>;
  /** Opens a settled moment again: with its last owner when they are here, else by routing. */
  reopen(tx: Tx, workspaceId: string, moment: store.MomentRow, why: Why, by: string): Promise<void>;
  /** Whoever has room takes what waits, until nobody has or nothing does. */
  fill(tx: Tx, workspaceId: string): Promise<number>;
  /** An employee's standing changed, in this transaction. */
  standing(tx: Tx, workspaceId: string, who: Standing): Promise<void>;
  standardQueue(tx: Tx, workspaceId: string): Promise<string>;
  nameOf(tx: Tx, workspaceId: string, owner: Owner): Promise<string>;
}

/** What waits that one look of `fill` considers; the sweep comes again. */
const looksAt = 1_000;
const standardName = 'Front desk';

export function createOwnership(ground: Ground): Ownership {
  const { events, people, newId, clock } = ground;

  const standardQueue = (tx: Tx, workspaceId: string) =>
    agents.standardQueue(tx, workspaceId, standardName, async () => (await people.responsible(tx))[0]?.id);

  async function nameOf(tx: Tx, workspaceId: string, owner: Owner): Promise<string> {
    if ('queue' in owner) return (await agents.findQueue(tx, workspaceId, owner.queue))?.name ?? standardName;
    return (await agents.findAgent(tx, workspaceId, owner.employee))?.name ?? '';
  }

  /** Who may be chosen for the moments of a queue, as routing sees them. */
  async function candidatesFor(tx: Tx, workspaceId: string, queueId: string): Promise<Candidate[]> {
    const queue = await agents.findQueue(tx, workspaceId, queueId);
    const team = queue?.teamId ? new Set(await people.teamMembers(tx, queue.teamId)) : undefined;
    const taking = await agents.takingAgents(tx, workspaceId);
    return taking.filter(({ id, routed }) => (team ? team.has(id) : routed)).map(candidateOf);
  }

  async function waitingOf(tx: Tx, workspaceId: string, moment: Asking, except: string[] = []): Promise<Waiting> {
    const [waiting] = await waitingFacts(ground, tx, workspaceId, [moment], except);
    if (waiting === undefined) throw new Error('a moment that waits was asked about and not described');
    return waiting;
  }

  async function tellOwner(tx: Tx, workspaceId: string, moment: store.MomentRow, to: Owner, epoch: string, why: Why) {
    const owner = 'employee' in to ? { kind: 'employee' as const, id: to.employee } : { kind: 'queue' as const, id: to.queue };
    const { id, kind } = moment;
    await events.tell(tx, workspaceId, ownerChanged, {
      id,
      no: Number(moment.no),
      kind,
      owner,
      epoch: Number(epoch),
      rule: why.rule,
    });
  }

  async function noteEvent(tx: Tx, workspaceId: string, momentId: string, by: string, reason: Reason, to: string) {
    await appendEntry(tx, workspaceId, momentId, {
      id: newId(),
      kind: 'event',
      author: { kind: 'system', name: by },
      text: reason.sentence,
      details: { event: 'owner', owner: to, ...reason },
    });
  }

  async function reasonFor(tx: Tx, workspaceId: string, to: Owner, why: Why): Promise<{ reason: Reason; name: string }> {
    const name = await nameOf(tx, workspaceId, to);
    return { reason: { ...why, sentence: sentenceOf(why, name, clock.now()) } as Reason, name };
  }

  async function give(
    tx: Tx,
    workspaceId: string,
    moment: store.MomentRow,
    to: Owner,
    why: Why,
    by: string,
  ): Promise<string | undefined> {
    const { reason, name } = await reasonFor(tx, workspaceId, to, why);
    const epoch = await store.moveOwner(tx, workspaceId, moment, to, reason, by);
    if (epoch === undefined) return undefined;
    if ('employee' in to) await agents.noteBusy(tx, workspaceId, to.employee);
    await noteEvent(tx, workspaceId, moment.id, by, reason, name);
    await tellOwner(tx, workspaceId, moment, to, epoch, why);
    tellScreens(ground, tx, workspaceId, moment.id);
    return epoch;
  }

  /** Whoever fits best, and why them; undefined when nobody does. */
  async function whoFits(tx: Tx, workspaceId: string, waiting: Waiting, queueId: string) {
    const choice = choose(waiting, await candidatesFor(tx, workspaceId, queueId), clock.now());
    return { chosen: choice.chosen, why: choice.why };
  }

  const ownership: Ownership = {
    lock: store.lockRouting,
    standardQueue,
    nameOf,
    give,
    async open(tx, workspaceId, opening) {
      const id = newId();
      const queueId = opening.queueId ?? (await standardQueue(tx, workspaceId));
      const { skills = [], language = null, senderNo, priority = 0 } = opening;
      let owner: Owner = { queue: queueId };
      let why: Why;
      if (opening.owner) {
        owner = { employee: opening.owner.id };
        why = { rule: opening.owner.named ? 'named' : 'kept' };
      } else {
        const facts = { id, skills, language, senderNo, priority: String(priority), since: clock.now() };
        const choice = await whoFits(tx, workspaceId, await waitingOf(tx, workspaceId, facts), queueId);
        if (choice.chosen !== null) owner = { employee: choice.chosen };
        why = { rule: choice.chosen === null ? 'nobody_free' : 'routed', choice: choice.why };
      }
      const { reason, name } = await reasonFor(tx, workspaceId, owner, why);
      await store.insertMoment(tx, workspaceId, { ...opening, id, owner, queueId, ownerReason: reason });
      if ('employee' in owner) await agents.noteBusy(tx, workspaceId, owner.employee);
      const moment = await store.holdMoment(tx, workspaceId, id);
      if (moment === undefined) throw new Error('a moment was opened and not found');
      await appendEntry(tx, workspaceId, id, {
        id: newId(),
        kind: 'event',
        author: { kind: 'system', name: opening.by },
        text: opening.openedBy.sentence,
        details: { event: 'opened', ...opening.openedBy },
      });
      await noteEvent(tx, workspaceId, id, opening.by, reason, name);
      await events.tell(tx, workspaceId, momentOpened, {
        id,
        no: Number(moment.no),
        kind: opening.kind,
        owner: 'employee' in owner ? { kind: 'employee', id: owner.employee } : { kind: 'queue', id: owner.queue },
        rule: opening.openedBy.rule,
      });
      const about = policyFactsOf(moment, await customerFacts(ground, tx, workspaceId, moment.senderNo));
      await ground.clocks.happened(
        tx,
        workspaceId,
        id,
        [{ what: 'opened', heldBy: queueId, ...(opening.senderNo === null && { nobodyWaits: true as const }) }],
        about,
      );
      tellScreens(ground, tx, workspaceId, id);
      return id;
    },
    async route(tx, workspaceId, moment, why, by, except = []) {
      const since = (moment.waitingSince ?? moment.ownedSince).getTime();
      const waiting = await waitingOf(tx, workspaceId, { ...moment, since }, except);
      const { chosen, why: choice } = await whoFits(tx, workspaceId, waiting, moment.queueId);
      const to: Owner = chosen === null ? { queue: moment.queueId } : { employee: chosen };
      // A queue that owns it already stays as it is: its time goes on being counted from when it began.
      if ('queue' in to && moment.ownerQueue === to.queue) return;
      await give(tx, workspaceId, moment, to, { ...why, choice }, by);
    },
    async reopen(tx, workspaceId, moment, why, by) {
      const last = moment.ownerEmployee === null ? undefined : await agents.findAgent(tx, workspaceId, moment.ownerEmployee);
      let to: Owner = { queue: moment.queueId };
      let whole: Why = why;
      if (last?.able) to = { employee: last.id };
      else {
        const waiting = await waitingOf(tx, workspaceId, { ...moment, since: clock.now() });
        const { chosen, why: choice } = await whoFits(tx, workspaceId, waiting, moment.queueId);
        whole = { ...why, choice };
        if (chosen !== null) to = { employee: chosen };
      }
      const { reason, name } = await reasonFor(tx, workspaceId, to, whole);
      const epoch = await store.openAgain(tx, workspaceId, moment, to, reason, by);
      await ground.clocks.happened(tx, workspaceId, moment.id, [{ what: 'reopened' }]);
      await noteEvent(tx, workspaceId, moment.id, by, reason, name);
      await tellOwner(tx, workspaceId, moment, to, epoch, whole);
      tellScreens(ground, tx, workspaceId, moment.id);
    },
    async fill(tx, workspaceId) {
      let moved = 0;
      if (!(await agents.anyRoom(tx, workspaceId))) return 0;
      const waiting = await store.queued(tx, workspaceId, looksAt);
      if (waiting.length === 0) return 0;
      const left = new Map(waiting.map((moment) => [moment.id, moment]));
      const asked = waiting.map((moment) => ({ ...moment, since: (moment.waitingSince ?? moment.ownedSince).getTime() }));
      const facts = new Map((await waitingFacts(ground, tx, workspaceId, asked)).map((fact) => [fact.id, fact]));
      for (const queueId of new Set(waiting.map((moment) => moment.queueId))) {
        const candidates = await candidatesFor(tx, workspaceId, queueId);
        for (let progress = true; progress; ) {
          progress = false;
          for (const candidate of candidates) {
            const possible = [...left.values()].filter((moment) => moment.queueId === queueId);
            const { chosen, why } = nextFor(
              candidate,
              possible.flatMap(({ id }) => facts.get(id) ?? []),
            );
            const moment = chosen === null ? undefined : left.get(chosen);
            if (moment === undefined) continue;
            left.delete(moment.id);
            const to = { employee: candidate.id };
            const epoch = await give(tx, workspaceId, moment, to, { rule: 'pulled', pull: why }, 'Routing');
            if (epoch === undefined) continue;
            candidate.load += 1;
            moved += 1;
            progress = true;
          }
        }
      }
      return moved;
    },
    async standing(tx, workspaceId, who) {
      await store.lockRouting(tx, workspaceId);
      const { employeeId, name, able, taking, role } = who;
      const before = await agents.findAgent(tx, workspaceId, employeeId);
      await agents.keepStanding(tx, workspaceId, { employeeId, name, able, taking, routed: role === 'agent' });
      if (able) await agents.keepAbility(tx, workspaceId, employeeId, true);
      if (!able && before?.able) {
        const rule = who.presence === 'offline' ? 'owner_left' : 'owner_lost_right';
        for (const moment of await store.momentsOfEmployee(tx, workspaceId, employeeId))
          await ownership.route(tx, workspaceId, moment, { rule, from: name }, 'Routing', [employeeId]);
        await agents.keepAbility(tx, workspaceId, employeeId, false);
      }
      if (taking) await ownership.fill(tx, workspaceId);
      if (taking !== (before?.taking ?? false)) tx.afterCommit(() => ground.listen.chat.staffingChanged(workspaceId));
    },
  };
  return ownership;
}

const candidateOf = (agent: agents.AgentRow): Candidate & { load: number } => ({
  id: agent.id,
  able: agent.able,
  online: agent.taking,
  capacity: agent.capacity,
  load: agent.load,
  skills: agent.skills,
  languages: agent.languages,
  senior: agent.senior,
  idleSince: agent.idleSince.getTime(),
});
