/** Goodwill in money: within one's limit at once, above it by approval, never twice and never above (cases F08, F09). */
import type { Principal } from '#platform/auth';
import { Refusal, type z } from '#platform/contract';
import { httpRefusals } from '#platform/http';
import type { Tx } from '#platform/postgres';
import { type Goodwill, type limit, refusals } from '../contract.ts';
import { goodwillSettled } from '../events.ts';
import { employeeOf, orRefuse, tellScreens } from '../ground.ts';
import { type Acting, holdOwn } from '../ownership/acts.ts';
import { appendEntry } from '../store/entries.ts';
import { holdMoment, type MomentRow } from '../store/moments.ts';
import * as store from '../store/settings.ts';
import { leftOf, limitOf } from './rules/limits.ts';

interface Line {
  id: string;
  amount: number;
  currency: string;
  state: Goodwill['state'];
  reason: string;
}

const verbs = { given: 'gave', asked: 'asked for', approved: 'approved', declined: 'declined' } as const;

export function give(
  acting: Acting,
  principal: Principal,
  momentId: string,
  asked: { epoch: number; amount: number; currency: string; reason: string; ask: boolean },
): Promise<Goodwill> {
  const { workspaceId, role } = principal;
  const me = employeeOf(principal);
  const { amount, currency, reason } = asked;
  return acting.db.inWorkspace(workspaceId, async (tx) => {
    const moment = await holdOwn(acting, tx, principal, momentId, asked.epoch);
    await store.lockGiver(tx, workspaceId, me.id);
    const found = limitOf(await store.listLimits(tx, workspaceId), { id: me.id, role }, currency);
    const limit = found && { perMoment: Number(found.perMoment), perPeriod: Number(found.perPeriod) };
    const days = Number(found?.periodDays ?? 30);
    const given = await store.givenBy(tx, workspaceId, me.id, momentId, currency, days);
    const left = leftOf(limit, { inMoment: Number(given.inMoment), inPeriod: Number(given.inPeriod) });
    if (amount > left && !asked.ask) {
      const detail = `You may give ${inMoney(left, currency)} more here.`;
      throw new Refusal(refusals.above_limit, { detail, extra: { left, limit: limit ?? null } });
    }
    const state = amount > left ? 'asked' : 'given';
    const { epoch } = moment;
    const id = await store.insertGoodwill(tx, workspaceId, {
      momentId,
      employeeId: me.id,
      epoch,
      amount,
      currency,
      reason,
      state,
    });
    return tell(acting, tx, principal, moment, { id, amount, currency, state, reason });
  });
}

export function decide(
  acting: Acting,
  principal: Principal,
  id: string,
  { verdict, reason }: { verdict: 'approved' | 'declined'; reason: string },
): Promise<Goodwill> {
  const { workspaceId } = principal;
  const me = employeeOf(principal);
  return acting.db.inWorkspace(workspaceId, async (tx) => {
    const [line] = await store.listGoodwill(tx, workspaceId, { id });
    if (line === undefined) throw new Refusal(refusals.no_such_goodwill);
    if (line.employeeId === me.id) throw new Refusal(refusals.own_approval);
    const moment = orRefuse(await holdMoment(tx, workspaceId, line.momentId), refusals.no_such_moment);
    const settled = await store.settleGoodwill(tx, workspaceId, id, verdict, me.id, reason);
    if (settled === undefined) throw new Refusal(refusals.no_such_goodwill);
    const { amount, currency } = line;
    return tell(acting, tx, principal, moment, { id, amount: Number(amount), currency, state: verdict, reason });
  });
}

/** In the conversation, in the audit log, to the other rooms; answers the line as it stands. */
async function tell(acting: Acting, tx: Tx, principal: Principal, moment: MomentRow, line: Line): Promise<Goodwill> {
  const { workspaceId, label } = principal;
  const { id, amount, currency, state, reason } = line;
  await appendEntry(tx, workspaceId, moment.id, {
    id: acting.newId(),
    kind: 'event',
    author: { kind: 'system', name: label },
    text: `${label} ${verbs[state]} ${inMoney(amount, currency)} of goodwill${reason ? `: ${reason}` : '.'}`,
    details: { event: 'goodwill', state, goodwill: id, amount, currency, reason },
  });
  const about = { id: moment.id, no: Number(moment.no), kind: moment.kind };
  await acting.events.tell(tx, workspaceId, goodwillSettled, { ...about, goodwill: id, state });
  const details = { amount, currency, reason };
  await acting.audit.record(tx, principal, { action: `moments.goodwill_${state}`, subject: `moment:${moment.id}`, details });
  tellScreens(acting, tx, workspaceId, moment.id);
  const [now] = await store.listGoodwill(tx, workspaceId, { id });
  return lineOf(orRefuse(now, refusals.no_such_goodwill));
}

function inMoney(amount: number, currency: string): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

const lineOf = (row: store.GoodwillRow): Goodwill => ({
  id: row.id,
  momentId: row.momentId,
  momentNo: Number(row.momentNo),
  employee: { id: row.employeeId, name: row.employeeName ?? '' },
  amount: Number(row.amount),
  currency: row.currency,
  reason: row.reason,
  state: row.state,
  at: row.at.toISOString(),
  settledBy: row.settledByName,
  settledReason: row.settledReason,
});

/** The ledger, newest first, at most 200. */
export async function ledger(
  { db }: Pick<Acting, 'db'>,
  workspaceId: string,
  filter: { moment?: string | undefined; state?: string | undefined },
): Promise<Goodwill[]> {
  const rows = await db.inWorkspace(workspaceId, (tx) => store.listGoodwill(tx, workspaceId, filter), { readOnly: true });
  return rows.map(lineOf);
}

type Limits = z.output<typeof limit>;

export async function limits({ db }: Pick<Acting, 'db'>, workspaceId: string): Promise<Limits[]> {
  const rows = await db.inWorkspace(workspaceId, (tx) => store.listLimits(tx, workspaceId), { readOnly: true });
  return rows.map((row) => ({
    who: row.who,
    currency: row.currency,
    perMoment: Number(row.perMoment),
    perPeriod: Number(row.perPeriod),
    periodDays: Number(row.periodDays),
  }));
}

/** What a role, or one person, may give without asking. */
export function setLimit({ db, audit }: Pick<Acting, 'db' | 'audit'>, principal: Principal, asked: Limits): Promise<Limits> {
  if (asked.perPeriod < asked.perMoment) {
    const message = 'must be at least what one moment may have';
    throw new Refusal(httpRefusals.invalid, { detail: `perPeriod: ${message}`, fields: [{ path: 'perPeriod', message }] });
  }
  return db.inWorkspace(principal.workspaceId, async (tx) => {
    await store.setLimit(tx, principal.workspaceId, asked);
    await audit.record(tx, principal, { action: 'moments.limit_set', subject: `limit:${asked.who}`, details: { ...asked } });
    return asked;
  });
}
