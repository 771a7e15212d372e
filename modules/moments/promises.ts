/**
 * What somebody promised a customer: to call back, to look after it, by when. It comes back before its time, to whoever
 * promised; missed, it is loud. Being settled does not hide it: a moment with an open promise opens again.
 */
import type { Principal } from '#platform/auth';
import { Refusal } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import type { Happening } from './clocks/clocks.ts';
import { type Promised, refusals } from './contract.ts';
import { momentReopened, promiseMissed } from './events.ts';
import { employeeOf, isOpen, orRefuse, tellScreens } from './ground.ts';
import { type Acting, holdOwn } from './ownership/acts.ts';
import { appendEntry } from './store/entries.ts';
import { holdMoment, type MomentRow, touchMoment } from './store/moments.ts';
import * as store from './store/promises.ts';

const yearMs = 366 * 86_400_000;
const remindsMs = 15 * 60_000;
const listsAtMost = 200;
const highest = 2;

/** A quarter of an hour before its time; half of the way when it is nearer than that. */
const remindAt = (now: number, dueAt: number) => dueAt - Math.min(remindsMs, (dueAt - now) / 2);

export function promiseTo(
  acting: Acting,
  principal: Principal,
  momentId: string,
  asked: { epoch: number; text: string; dueAt: string },
): Promise<Promised> {
  const { workspaceId } = principal;
  const dueAt = new Date(asked.dueAt);
  const now = acting.clock.now();
  if (!(dueAt.getTime() > now && dueAt.getTime() < now + yearMs)) throw new Refusal(refusals.not_promisable);
  return acting.db.inWorkspace(workspaceId, async (tx) => {
    await acting.ownership.lock(tx, workspaceId);
    await holdOwn(acting, tx, principal, momentId, asked.epoch);
    const me = employeeOf(principal);
    const { text } = asked;
    const id = await store.insertPromise(tx, workspaceId, {
      ...{ momentId, employeeId: me.id, text, dueAt },
      remindAt: new Date(remindAt(now, dueAt.getTime())),
    });
    await note(acting, tx, workspaceId, momentId, me.name, `${me.name} promised by ${asked.dueAt}: ${text}`, {
      ...{ promise: id, did: 'made', dueAt: asked.dueAt },
    });
    await touchMoment(tx, workspaceId, momentId, { attended: true });
    tellScreens(acting, tx, workspaceId, momentId);
    return promisedOf(orRefuse(await store.findPromise(tx, workspaceId, id), refusals.no_such_promise));
  });
}

export function settlePromised(
  acting: Acting,
  principal: Principal,
  id: string,
  { outcome, note: words }: { outcome: 'kept' | 'withdrawn'; note: string },
): Promise<Promised> {
  const { workspaceId } = principal;
  const me = employeeOf(principal);
  return acting.db.inWorkspace(workspaceId, async (tx) => {
    const promise = orRefuse(await store.findPromise(tx, workspaceId, id), refusals.no_such_promise);
    const moment = orRefuse(await holdMoment(tx, workspaceId, promise.momentId), refusals.no_such_promise);
    const may = promise.employeeId === me.id || moment.ownerEmployee === me.id || acting.leads(principal);
    if (!may) throw new Refusal(refusals.promise_not_yours);
    const settled = await store.settlePromise(tx, workspaceId, id, { outcome, by: me.name, note: words });
    if (!settled) throw new Refusal(refusals.promise_settled);
    const did = outcome === 'kept' ? 'says that the promise was kept' : 'took the promise back';
    await note(acting, tx, workspaceId, moment.id, me.name, `${me.name} ${did}${words ? `: ${words}` : '.'}`, {
      ...{ promise: id, did: outcome },
    });
    tellScreens(acting, tx, workspaceId, moment.id);
    return promisedOf(orRefuse(await store.findPromise(tx, workspaceId, id), refusals.no_such_promise));
  });
}

export async function listPromised(
  { db, customers }: Pick<Acting, 'db' | 'customers'>,
  workspaceId: string,
  asked: { moment?: string | undefined; customer?: string | undefined; employee?: string | undefined; state: 'open' | 'all' },
): Promise<Promised[]> {
  const { moment, customer, employee, state } = asked;
  const rows = await db.inWorkspace(
    workspaceId,
    async (tx) => {
      const senderNos = customer === undefined ? undefined : (await customers.find(tx, workspaceId, customer)).senderNos;
      return store.listPromises(tx, workspaceId, { moment, employee, senderNos, open: state === 'open' }, listsAtMost);
    },
    { readOnly: true },
  );
  return rows.map(promisedOf);
}

/** What is due now comes back; what was missed is said. Asks what is due, not what was planned: downtime loses nothing. */
export async function lookAtPromises(acting: Acting, workspaceId: string): Promise<void> {
  const { db } = acting;
  const at = new Date(acting.clock.now());
  const due = await db.inWorkspace(workspaceId, (tx) => store.promisesDue(tx, workspaceId, at), { readOnly: true });
  for (const { id, momentId } of due) {
    await db.inWorkspace(workspaceId, async (tx) => {
      await acting.ownership.lock(tx, workspaceId);
      const moment = await holdMoment(tx, workspaceId, momentId);
      const promise = await store.holdDue(tx, workspaceId, id, at);
      if (moment === undefined || promise === undefined) return;
      await store.noteReminded(tx, workspaceId, id, promise.miss);
      await bringBack(acting, tx, workspaceId, moment, id, promise);
      tellScreens(acting, tx, workspaceId, momentId);
    });
  }
}

async function bringBack(
  acting: Acting,
  tx: Tx,
  workspaceId: string,
  moment: MomentRow,
  id: string,
  { text, employeeId, dueAt, miss }: { text: string; employeeId: string; dueAt: Date; miss: boolean },
): Promise<void> {
  const who = await acting.ownership.nameOf(tx, workspaceId, { employee: employeeId });
  const by = dueAt.toISOString();
  const words = miss ? `Missed: ${who} had promised by ${by}: ${text}` : `Due soon: ${who} promised by ${by}: ${text}`;
  await note(acting, tx, workspaceId, moment.id, 'Verona', words, { promise: id, did: miss ? 'missed' : 'due', dueAt: by });
  const about = { id: moment.id, no: Number(moment.no), kind: moment.kind };
  if (miss) await acting.events.tell(tx, workspaceId, promiseMissed, { ...about, promise: id, by: employeeId, dueAt: by });
  if (!isOpen(moment)) {
    await acting.ownership.reopen(tx, workspaceId, moment, { rule: 'reopened', said: 'a promise is open' }, 'Verona');
    await acting.events.tell(tx, workspaceId, momentReopened, { ...about, why: 'promise' });
  }
  const happened: Happening[] = [];
  if (moment.snoozedUntil) happened.push({ what: 'snoozed', until: 0 });
  if (moment.state === 'waiting_customer') happened.push({ what: 'waiting', for: 'team' });
  if (happened.length > 0) await acting.clocks.happened(tx, workspaceId, moment.id, happened);
  await touchMoment(tx, workspaceId, moment.id, {
    ...(moment.state !== 'open' && { state: 'open' as const }),
    ...(moment.snoozedUntil && { snoozedUntil: null }),
    ...(miss && { priority: highest }),
    attended: true,
  });
  // Whoever promised goes before everybody else who has room.
  if (isOpen(moment) && moment.ownerQueue !== null)
    await acting.ownership.route(tx, workspaceId, moment, { rule: 'routed' }, 'Routing');
}

async function note(
  acting: Acting,
  tx: Tx,
  workspaceId: string,
  momentId: string,
  by: string,
  text: string,
  details: Record<string, unknown>,
): Promise<void> {
  await appendEntry(tx, workspaceId, momentId, {
    id: acting.newId(),
    kind: 'event',
    author: { kind: 'system', name: by },
    text,
    details: { event: 'promise', ...details },
  });
}

const promisedOf = (row: store.PromiseRow): Promised => ({
  id: row.id,
  momentId: row.momentId,
  momentNo: Number(row.momentNo),
  momentTitle: row.momentTitle,
  employee: { id: row.employeeId, name: row.employeeName ?? '' },
  text: row.text,
  madeAt: row.madeAt.toISOString(),
  dueAt: row.dueAt.toISOString(),
  missed: row.missedAt !== null || (row.settledAt !== null && row.settledAt > row.dueAt),
  outcome: row.outcome,
  settledAt: row.settledAt?.toISOString() ?? null,
  settledBy: row.settledBy,
  note: row.note,
});
