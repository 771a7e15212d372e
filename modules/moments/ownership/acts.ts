/** What people do with moments: hand over, wait, put away, settle, open again. Every act of an owner is fenced by its epoch. */
import type { Principal } from '#platform/auth';
import { Refusal } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import { refusals } from '../contract.ts';
import { momentOffered, momentReopened, momentResolved, stateChanged } from '../events.ts';
import { employeeOf, type Ground, isOpen, orRefuse, policyFactsOf, tellScreens } from '../ground.ts';
import * as agents from '../store/agents.ts';
import { appendEntry, articlesIn, entriesByIds, moveEntries } from '../store/entries.ts';
import * as store from '../store/moments.ts';
import { movePromises } from '../store/promises.ts';
import { customerFacts } from './facts.ts';
import type { Ownership } from './ownership.ts';

export interface Acting extends Ground {
  ownership: Ownership;
  /** Does this role hold the right to lead? */
  leads(principal: Principal): boolean;
}

const yearMs = 366 * 86_400_000;

/** The moment, held, if it is open and this person owns it at this epoch. Else refused with who does. */
export async function holdOwn(
  ground: Ground & { ownership: Ownership },
  tx: Tx,
  principal: Principal,
  id: string,
  epoch: number,
): Promise<store.MomentRow> {
  const me = employeeOf(principal);
  const moment = orRefuse(await store.holdMoment(tx, principal.workspaceId, id), refusals.no_such_moment);
  if (!isOpen(moment)) throw new Refusal(refusals.not_open);
  if (moment.ownerEmployee !== me.id || Number(moment.epoch) !== epoch) throw await notYours(ground, tx, principal, moment);
  return moment;
}

async function notYours(ground: { ownership: Ownership }, tx: Tx, { workspaceId }: Principal, moment: store.MomentRow) {
  const owner = ownerOf(moment);
  const name = await ground.ownership.nameOf(tx, workspaceId, owner);
  return new Refusal(refusals.not_yours_now, {
    detail: `${name} owns it now.`,
    extra: { owner: { ...owner, name }, epoch: Number(moment.epoch) },
  });
}

const ownerOf = (moment: Pick<store.MomentRow, 'ownerEmployee' | 'ownerQueue'>) =>
  moment.ownerEmployee === null ? { queue: moment.ownerQueue ?? '' } : { employee: moment.ownerEmployee };

async function event(
  ground: Ground,
  tx: Tx,
  workspaceId: string,
  momentId: string,
  by: string,
  text: string,
  details: Record<string, unknown>,
): Promise<void> {
  await appendEntry(tx, workspaceId, momentId, {
    id: ground.newId(),
    kind: 'event',
    author: { kind: 'system', name: by },
    text,
    details,
  });
}

const aboutOf = (moment: store.MomentRow) => ({ id: moment.id, no: Number(moment.no), kind: moment.kind });

/** One transaction on a moment that is mine; afterwards whoever has room is given what waits. */
function mine(
  acting: Acting,
  principal: Principal,
  id: string,
  epoch: number,
  act: (tx: Tx, moment: store.MomentRow, me: { id: string; name: string }) => Promise<void>,
): Promise<void> {
  const { workspaceId } = principal;
  return acting.db.inWorkspace(workspaceId, async (tx) => {
    await acting.ownership.lock(tx, workspaceId);
    const moment = await holdOwn(acting, tx, principal, id, epoch);
    await act(tx, moment, employeeOf(principal));
    await acting.ownership.fill(tx, workspaceId);
    tellScreens(acting, tx, workspaceId, id);
  });
}

export function offer(
  acting: Acting,
  principal: Principal,
  id: string,
  asked: { epoch: number; to: string; note: string; withinSeconds: number },
): Promise<void> {
  const { workspaceId } = principal;
  return acting.db.inWorkspace(workspaceId, async (tx) => {
    await acting.ownership.lock(tx, workspaceId);
    const moment = await holdOwn(acting, tx, principal, id, asked.epoch);
    const me = employeeOf(principal);
    if (asked.to === me.id) throw new Refusal(refusals.to_oneself);
    const [to] = await acting.people.standings(tx, [asked.to]);
    if (to === undefined) throw new Refusal(refusals.no_such_employee);
    const [pending] = await agents.openOffers(tx, workspaceId, [id]);
    if (pending) throw new Refusal(refusals.offer_under_way, { extra: { offer: pending.id } });
    const { note, withinSeconds } = asked;
    const offerId = await agents.insertOffer(tx, workspaceId, {
      momentId: id,
      epoch: moment.epoch,
      from: me.id,
      to: asked.to,
      note,
      withinSeconds,
    });
    await event(acting, tx, workspaceId, id, me.name, `${me.name} offered it to ${to.name}.`, {
      event: 'offered',
      offer: offerId,
      to: { id: to.employeeId, name: to.name },
      note,
    });
    await store.noteAttended(tx, workspaceId, id);
    await acting.events.tell(tx, workspaceId, momentOffered, { ...aboutOf(moment), offer: offerId, to: asked.to });
    tellScreens(acting, tx, workspaceId, id, asked.to);
  });
}

/** The giver owns until this commits; whoever accepts is present by accepting. */
export function accept(acting: Acting, principal: Principal, id: string, offerId: string): Promise<void> {
  const { workspaceId } = principal;
  const me = employeeOf(principal);
  return acting.db.inWorkspace(workspaceId, async (tx) => {
    const agent = await agents.findAgent(tx, workspaceId, me.id);
    if (!agent?.able) await acting.people.comeOnline(tx, principal);
    await acting.ownership.lock(tx, workspaceId);
    const moment = orRefuse(await store.holdMoment(tx, workspaceId, id), refusals.no_such_moment);
    const [pending] = await agents.openOffers(tx, workspaceId, [id]);
    if (pending?.id !== offerId) throw new Refusal(refusals.offer_gone);
    if (pending.toEmployee !== me.id) throw new Refusal(refusals.offer_not_yours);
    const settled = await agents.settleOffer(tx, workspaceId, offerId, 'accepted', '');
    if (settled === undefined || !isOpen(moment) || settled.epoch !== moment.epoch) throw new Refusal(refusals.offer_gone);
    if (!(await agents.findAgent(tx, workspaceId, me.id))?.able) throw new Refusal(refusals.owner_unable);
    const from = pending.fromEmployee ? await acting.ownership.nameOf(tx, workspaceId, { employee: pending.fromEmployee }) : '';
    const why = { rule: 'accepted' as const, from, ...(pending.note && { said: pending.note }) };
    const epoch = await acting.ownership.give(tx, workspaceId, moment, { employee: me.id }, why, me.name);
    if (epoch === undefined) throw new Refusal(refusals.offer_gone);
    await acting.ownership.fill(tx, workspaceId);
  });
}

/** By whom it was offered to: declined. By whoever made it: withdrawn. Either way it stays where it is. */
export function decline(acting: Acting, principal: Principal, id: string, offerId: string, reason: string): Promise<void> {
  const { workspaceId } = principal;
  const me = employeeOf(principal);
  return acting.db.inWorkspace(workspaceId, async (tx) => {
    await acting.ownership.lock(tx, workspaceId);
    orRefuse(await store.holdMoment(tx, workspaceId, id), refusals.no_such_moment);
    const [pending] = await agents.openOffers(tx, workspaceId, [id]);
    if (pending?.id !== offerId) throw new Refusal(refusals.offer_gone);
    if (pending.toEmployee !== me.id && pending.fromEmployee !== me.id) throw new Refusal(refusals.offer_not_yours);
    const withdrawn = pending.fromEmployee === me.id;
    const settled = await agents.settleOffer(tx, workspaceId, offerId, withdrawn ? 'withdrawn' : 'declined', reason);
    if (settled === undefined) throw new Refusal(refusals.offer_gone);
    const words = `${me.name} ${withdrawn ? 'withdrew the offer' : 'declined it'}${reason ? `: ${reason}` : '.'}`;
    await event(acting, tx, workspaceId, id, me.name, words, { event: withdrawn ? 'withdrawn' : 'declined', offer: offerId });
    tellScreens(acting, tx, workspaceId, id);
  });
}

/** From a queue by whoever is able; from a colleague only by whoever leads, with the reason kept. */
export function take(
  acting: Acting,
  principal: Principal,
  id: string,
  { epoch, reason }: { epoch: number; reason: string },
): Promise<void> {
  const { workspaceId } = principal;
  const me = employeeOf(principal);
  return acting.db.inWorkspace(workspaceId, async (tx) => {
    const agent = await agents.findAgent(tx, workspaceId, me.id);
    if (!agent?.able) await acting.people.comeOnline(tx, principal);
    await acting.ownership.lock(tx, workspaceId);
    const moment = orRefuse(await store.holdMoment(tx, workspaceId, id), refusals.no_such_moment);
    if (!isOpen(moment)) throw new Refusal(refusals.not_open);
    if (Number(moment.epoch) !== epoch) throw await notYours(acting, tx, principal, moment);
    if (moment.ownerEmployee === me.id) throw new Refusal(refusals.to_oneself);
    const fromPerson = moment.ownerEmployee !== null;
    if (fromPerson && !acting.leads(principal)) throw await notYours(acting, tx, principal, moment);
    if (!(await agents.findAgent(tx, workspaceId, me.id))?.able) throw new Refusal(refusals.owner_unable);
    const from = await acting.ownership.nameOf(tx, workspaceId, ownerOf(moment));
    const why = { rule: 'taken' as const, from, ...(reason && { said: reason }) };
    const given = await acting.ownership.give(tx, workspaceId, moment, { employee: me.id }, why, me.name);
    if (given === undefined) throw await notYours(acting, tx, principal, moment);
    if (fromPerson) {
      const details = { from, reason };
      await acting.audit.record(tx, principal, { action: 'moments.taken', subject: `moment:${id}`, details });
    }
  });
}

export function release(
  acting: Acting,
  principal: Principal,
  id: string,
  asked: { epoch: number; queue?: string | undefined; reason: string },
): Promise<void> {
  const { workspaceId } = principal;
  return mine(acting, principal, id, asked.epoch, async (tx, moment, me) => {
    const queueId = asked.queue ?? moment.queueId;
    orRefuse(await agents.findQueue(tx, workspaceId, queueId), refusals.no_such_queue);
    const why = { rule: 'released' as const, from: me.name, said: asked.reason };
    await store.setQueue(tx, workspaceId, id, queueId);
    if (queueId !== moment.queueId) {
      const handed = { what: 'handed_over' as const, to: queueId };
      const customer = await customerFacts(acting, tx, workspaceId, moment.senderNo);
      await acting.clocks.happened(tx, workspaceId, id, [handed], policyFactsOf({ ...moment, queueId }, customer));
    }
    await acting.ownership.route(tx, workspaceId, { ...moment, queueId }, why, me.name, [me.id]);
  });
}

export function waitFor(
  acting: Acting,
  principal: Principal,
  id: string,
  asked: { epoch: number; for: 'customer' | 'team' | 'nobody'; note: string },
): Promise<void> {
  const { workspaceId } = principal;
  const states = { customer: 'waiting_customer', team: 'waiting_team', nobody: 'open' } as const;
  const words = { customer: 'waits for the customer', team: 'waits for another team', nobody: 'goes on' };
  return mine(acting, principal, id, asked.epoch, async (tx, moment, me) => {
    const state = states[asked.for];
    await store.touchMoment(tx, workspaceId, id, {
      state,
      ...(asked.for === 'customer' && { waitingSince: null }),
      attended: true,
    });
    const whom = asked.for === 'customer' ? 'customer' : 'team';
    await acting.clocks.happened(tx, workspaceId, id, [{ what: 'waiting', for: whom }]);
    const text = `${me.name}: it ${words[asked.for]}${asked.note ? ` (${asked.note})` : ''}.`;
    await event(acting, tx, workspaceId, id, me.name, text, { event: 'waiting', for: asked.for, note: asked.note });
    await acting.events.tell(tx, workspaceId, stateChanged, { ...aboutOf(moment), state });
  });
}

export function snooze(
  acting: Acting,
  principal: Principal,
  id: string,
  asked: { epoch: number; until: string | null },
): Promise<void> {
  const until = asked.until === null ? null : new Date(asked.until);
  if (until && !(until.getTime() > acting.clock.now() && until.getTime() < acting.clock.now() + yearMs))
    throw new Refusal(refusals.not_snoozable);
  return mine(acting, principal, id, asked.epoch, async (tx, _moment, me) => {
    await store.touchMoment(tx, principal.workspaceId, id, { snoozedUntil: until, attended: true });
    const snoozed = { what: 'snoozed' as const, until: until?.getTime() ?? 0 };
    await acting.clocks.happened(tx, principal.workspaceId, id, [snoozed]);
    const text = until ? `${me.name} put it away until ${until.toISOString()}.` : `${me.name} brought it back.`;
    await event(acting, tx, principal.workspaceId, id, me.name, text, {
      event: until ? 'snoozed' : 'resumed',
      until: until?.toISOString() ?? null,
    });
  });
}

/** Ends the stretch of a moment that is held. */
export async function settle(
  ground: Ground,
  tx: Tx,
  workspaceId: string,
  moment: store.MomentRow,
  how: { outcome: string; by: string; note?: string; mergedInto?: string },
): Promise<void> {
  const words = how.note ? `: ${how.note}` : '.';
  await event(ground, tx, workspaceId, moment.id, how.by, `${how.by} settled it (${how.outcome.replace('_', ' ')})${words}`, {
    event: 'resolved',
    outcome: how.outcome,
    note: how.note ?? '',
  });
  const { outcome, mergedInto } = how;
  await store.closeMoment(tx, workspaceId, moment.id, { outcome, mergedInto });
  await ground.clocks.happened(tx, workspaceId, moment.id, [{ what: 'resolved' }]);
  if (outcome !== 'merged' && moment.senderNo !== null) {
    const articleIds = await articlesIn(tx, workspaceId, moment.id);
    const at = new Date(ground.clock.now());
    await ground.knowledge.recordResolved(tx, workspaceId, { momentId: moment.id, articleIds, subject: moment.title, at });
  }
  await ground.events.tell(tx, workspaceId, momentResolved, { ...aboutOf(moment), outcome });
}

export function resolve(
  acting: Acting,
  principal: Principal,
  id: string,
  asked: { epoch: number; outcome: string; note: string },
): Promise<void> {
  return mine(acting, principal, id, asked.epoch, (tx, moment, me) =>
    settle(acting, tx, principal.workspaceId, moment, { outcome: asked.outcome, note: asked.note, by: me.name }),
  );
}

export function reopen(acting: Acting, principal: Principal, id: string, reason: string): Promise<void> {
  const { workspaceId } = principal;
  const me = employeeOf(principal);
  return acting.db.inWorkspace(workspaceId, async (tx) => {
    await acting.ownership.lock(tx, workspaceId);
    const moment = orRefuse(await store.holdMoment(tx, workspaceId, id), refusals.no_such_moment);
    if (isOpen(moment)) throw new Refusal(refusals.still_open);
    if (moment.mergedInto) throw new Refusal(refusals.not_mergeable, { detail: 'It is part of another moment now.' });
    await reopenHeld(acting, tx, workspaceId, moment, me.name, reason);
  });
}

async function reopenHeld(acting: Acting, tx: Tx, workspaceId: string, moment: store.MomentRow, by: string, reason: string) {
  await event(acting, tx, workspaceId, moment.id, by, `${by} opened it again${reason ? `: ${reason}` : '.'}`, {
    event: 'reopened',
    reason,
  });
  await acting.ownership.reopen(tx, workspaceId, moment, { rule: 'reopened', ...(reason && { said: reason }) }, by);
  await acting.events.tell(tx, workspaceId, momentReopened, { ...aboutOf(moment), why: reason || 'by_hand' });
}

export function check(
  acting: Acting,
  principal: Principal,
  id: string,
  { verdict, note }: { verdict: 'settled' | 'not_settled'; note: string },
): Promise<void> {
  const { workspaceId } = principal;
  const me = employeeOf(principal);
  return acting.db.inWorkspace(workspaceId, async (tx) => {
    await acting.ownership.lock(tx, workspaceId);
    const moment = orRefuse(await store.holdMoment(tx, workspaceId, id), refusals.no_such_moment);
    if (isOpen(moment)) throw new Refusal(refusals.still_open);
    if (verdict === 'not_settled') {
      await reopenHeld(acting, tx, workspaceId, moment, me.name, note);
      return;
    }
    await store.markChecked(tx, workspaceId, id);
    const text = `${me.name} looked: it is settled${note ? `. ${note}` : '.'}`;
    await event(acting, tx, workspaceId, id, me.name, text, { event: 'checked', note });
    tellScreens(acting, tx, workspaceId, id);
  });
}

export function merge(
  acting: Acting,
  principal: Principal,
  id: string,
  { epoch, into }: { epoch: number; into: string },
): Promise<void> {
  const { workspaceId } = principal;
  return mine(acting, principal, id, epoch, async (tx, moment, me) => {
    const other = into === id ? undefined : await store.holdMoment(tx, workspaceId, into);
    if (other === undefined || !isOpen(other)) throw new Refusal(refusals.not_mergeable);
    await moveEntries(tx, workspaceId, id, into);
    await movePromises(tx, workspaceId, id, into);
    const [from, to] = [`#${moment.no} ${moment.title}`, `#${other.no} ${other.title}`];
    await event(acting, tx, workspaceId, into, me.name, `${me.name} made ${from} part of this.`, { event: 'merged', from: id });
    await store.touchMoment(tx, workspaceId, into, {
      ...(moment.waitingSince && { waitingSince: 'now' as const }),
      ...(moment.senderNo && { senderNo: moment.senderNo }),
      preview: moment.preview,
    });
    await settle(acting, tx, workspaceId, moment, { outcome: 'merged', by: me.name, note: to, mergedInto: into });
    tellScreens(acting, tx, workspaceId, into);
  });
}

export async function split(
  acting: Acting,
  principal: Principal,
  id: string,
  asked: { epoch: number; title: string; entries: string[] },
): Promise<string> {
  const { workspaceId } = principal;
  let made = '';
  await mine(acting, principal, id, asked.epoch, async (tx, moment, me) => {
    const copied = await entriesByIds(tx, workspaceId, id, asked.entries);
    if (copied.length === 0) throw new Refusal(refusals.no_such_moment, { detail: 'None of these entries is in this moment.' });
    made = await acting.ownership.open(tx, workspaceId, {
      kind: moment.kind,
      title: asked.title,
      senderNo: moment.senderNo,
      ...(moment.channelId && { channelId: moment.channelId }),
      ...(moment.channelKind && { channelKind: moment.channelKind }),
      ...(moment.language && { language: moment.language }),
      openedBy: { rule: 'split', sentence: `${me.name} split it from #${moment.no}.`, from: id },
      queueId: moment.queueId,
      owner: me,
      by: me.name,
    });
    for (const entry of copied) {
      await appendEntry(tx, workspaceId, made, {
        id: acting.newId(),
        kind: entry.kind,
        at: entry.at,
        channelId: entry.channelId ?? undefined,
        thread: entry.thread ?? undefined,
        author: { kind: entry.authorKind, id: entry.authorId ?? undefined, name: entry.authorName },
        subject: entry.subject ?? undefined,
        text: entry.text,
        html: entry.html ?? undefined,
        files: entry.files,
        state: entry.state ?? undefined,
        insight: entry.insight,
        details: { ...entry.details, copied_from: entry.id },
      });
    }
    await store.touchMoment(tx, workspaceId, made, {
      waitingSince: moment.waitingSince ? 'now' : null,
      preview: copied.at(-1)?.text.slice(0, 140) ?? '',
    });
    await store.linkMoments(tx, workspaceId, id, made, 'split from it', me.name);
    await event(acting, tx, workspaceId, id, me.name, `${me.name} split “${asked.title}” from it.`, {
      event: 'split',
      into: made,
    });
  });
  return made;
}

export function link(
  ground: Ground,
  principal: Principal,
  id: string,
  { other, why }: { other: string; why: string },
): Promise<void> {
  const { workspaceId } = principal;
  const me = employeeOf(principal);
  return ground.db.inWorkspace(workspaceId, async (tx) => {
    if (id === other) throw new Refusal(refusals.not_mergeable, { detail: 'A moment is not linked to itself.' });
    for (const each of [id, other]) orRefuse(await store.findMoment(tx, workspaceId, each), refusals.no_such_moment);
    await store.linkMoments(tx, workspaceId, id, other, why, me.name);
    for (const each of [id, other]) tellScreens(ground, tx, workspaceId, each);
  });
}

/** A word more on a moment, by anybody. */
export function label(ground: Ground, principal: Principal, id: string, word: string): Promise<void> {
  const { workspaceId } = principal;
  employeeOf(principal);
  return ground.db.inWorkspace(workspaceId, async (tx) => {
    const { labels } = orRefuse(await store.holdMoment(tx, workspaceId, id), refusals.no_such_moment);
    if (!labels.includes(word)) await store.touchMoment(tx, workspaceId, id, { labels: [...labels, word] });
    tellScreens(ground, tx, workspaceId, id);
  });
}

/** What it is called and what it needs; its clocks look anew whether another target applies. */
export function change(
  acting: Acting,
  principal: Principal,
  id: string,
  asked: Pick<store.Touch, 'title' | 'labels' | 'priority' | 'skills' | 'language'>,
): Promise<void> {
  const { workspaceId } = principal;
  employeeOf(principal);
  return acting.db.inWorkspace(workspaceId, async (tx) => {
    orRefuse(await store.holdMoment(tx, workspaceId, id), refusals.no_such_moment);
    await store.touchMoment(tx, workspaceId, id, asked);
    const now = orRefuse(await store.holdMoment(tx, workspaceId, id), refusals.no_such_moment);
    const customer = await customerFacts(acting, tx, workspaceId, now.senderNo);
    await acting.clocks.happened(tx, workspaceId, id, [], policyFactsOf(now, customer));
    tellScreens(acting, tx, workspaceId, id);
  });
}
