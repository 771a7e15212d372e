/**
 * Lifetime value: fitted on the purchases of the workspace, kept with its method, refreshed once a day.
 *
 * The arithmetic runs in a thread, and no transaction is open meanwhile.
 */
import type { Customers } from '#customers';
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { type ClickHouse, until } from '#platform/clickhouse';
import type { Clock } from '#platform/clock';
import { Refusal, type ReplyOf } from '#platform/contract';
import type { Jobs } from '#platform/jobs';
import type { Log } from '#platform/log';
import type { Db, Tx } from '#platform/postgres';
import { createThreads, TookTooLong } from '#platform/threads';
import { type LifetimeFit, type LifetimeSetting, type lifetimePeople, type readLifetime, refusals } from '../contract.ts';
import { histories } from './analytics.ts';
import { type Ahead, type Fitted, fewestReturned, type History } from './rules/learn.ts';
import * as store from './store.ts';

export interface LifetimeDeps {
  db: Db;
  clickhouse: ClickHouse;
  audit: Audit;
  jobs: Jobs;
  clock: Clock;
  log: Log;
  customers: Pick<Customers, 'personOf' | 'describePeople' | 'holds'>;
}

const method = 'BG/NBD (Fader, Hardie & Lee 2005) with Gamma-Gamma (Fader & Hardie 2013)';
const standard: LifetimeSetting = {
  ...{ event: 'Order Completed', property: 'total', currency: 'EUR', currencyIn: 'currency', days: 365, discount: 10 },
};
const deadlineMs = 60_000;
const hourMs = 3_600_000;

export type Lifetime = ReturnType<typeof createLifetime>;

export function createLifetime(deps: LifetimeDeps) {
  const { db, clickhouse, audit, jobs, clock, log, customers } = deps;
  const threads = createThreads<{ histories: History[]; ahead: Ahead }, Fitted | undefined>({
    module: new URL('./work.ts', import.meta.url).href,
    memoryMb: 512,
  });

  /** Throws `measure.too_few_purchases` or `measure.too_heavy`. */
  async function fitted(workspaceId: string, setting: LifetimeSetting, reports: ClickHouse): Promise<Fitted> {
    const found = await histories(reports, workspaceId, customers.personOf('sender'), setting, clock.now());
    const { days, discount } = setting;
    try {
      const answer = await threads.run({ histories: found, ahead: { days, discount } }, deadlineMs);
      if (answer) return answer;
    } catch (error) {
      if (error instanceof TookTooLong) throw new Refusal(refusals.too_heavy);
      throw error;
    }
    const returned = found.filter(({ repeats }) => repeats > 0).length;
    throw new Refusal(refusals.too_few_purchases, {
      detail: `${found.length} customers with a purchase, ${returned} of them with a second one; ${fewestReturned} are needed.`,
    });
  }

  async function keep(tx: Tx, workspaceId: string, setting: LifetimeSetting, { people, ...rest }: Fitted): Promise<LifetimeFit> {
    const sum = (of: 'expected' | 'value') => people.reduce((total, person) => total + person[of], 0);
    await store.replacePeople(tx, workspaceId, people);
    const body = { method, setting, ...rest, expectedPurchases: sum('expected'), value: sum('value') };
    return fitOf(await store.insertFit(tx, workspaceId, body));
  }

  async function refresh(workspaceId: string): Promise<void> {
    const due = await db.inWorkspace(
      workspaceId,
      async (tx) => {
        const setting = await store.findSetting(tx, workspaceId);
        const [last] = await store.lastFits(tx, workspaceId, 1);
        return last && clock.now() - last.at.getTime() < 24 * hourMs ? undefined : setting;
      },
      { readOnly: true },
    );
    if (due === undefined) return;
    try {
      const answer = await fitted(workspaceId, due, clickhouse);
      await db.inWorkspace(workspaceId, (tx) => keep(tx, workspaceId, due, answer));
    } catch (error) {
      // The last fit stands, with its date.
      if (!(error instanceof Refusal)) throw error;
      log.warn({ workspaceId, reason: error.message }, 'lifetime value is not refreshed');
    }
  }

  jobs.every('measure.refresh_lifetime', hourMs, async () => {
    for (const workspaceId of await db.workspaceIds()) await refresh(workspaceId);
  });

  customers.holds({
    name: 'lifetime value',
    export: async (tx, { workspaceId, senderNos }) => ({
      expected: (await store.peopleNamed(tx, workspaceId, senderNos)).map(({ no: _no, ...figures }) => ({ ...figures, method })),
    }),
    erase: async (tx, { workspaceId, senderNos }) => [
      { store: 'measure.lifetime_person', rows: await store.erasePeople(tx, workspaceId, senderNos) },
    ],
  });

  return {
    read: (workspaceId: string): Promise<ReplyOf<typeof readLifetime>> =>
      db.inWorkspace(
        workspaceId,
        async (tx) => ({
          setting: (await store.findSetting(tx, workspaceId)) ?? standard,
          fits: (await store.lastFits(tx, workspaceId, 20)).map(fitOf),
        }),
        { readOnly: true },
      ),

    /** Whoever goes away while purchases are read (`signal`) ends that; what was read is then not fitted. */
    async fit(principal: Principal, setting: LifetimeSetting, signal: AbortSignal): Promise<LifetimeFit> {
      const { workspaceId } = principal;
      const answer = await fitted(workspaceId, setting, until({ clickhouse }, signal).clickhouse);
      return db.inWorkspace(workspaceId, async (tx) => {
        await store.saveSetting(tx, workspaceId, setting);
        const kept = await keep(tx, workspaceId, setting, answer);
        const details = { setting, customers: kept.customers };
        await audit.record(tx, principal, { action: 'measure.lifetime_fitted', subject: `fit:${kept.id}`, details });
        return kept;
      });
    },

    async people(workspaceId: string, page: store.Page): Promise<ReplyOf<typeof lifetimePeople>> {
      const { rows, total, last } = await db.inWorkspace(
        workspaceId,
        async (tx) => ({
          rows: await store.peopleByValue(tx, workspaceId, page),
          total: await store.countPeople(tx, workspaceId, page.part),
          last: (await store.lastFits(tx, workspaceId, 1))[0],
        }),
        { readOnly: true },
      );
      const faces = await customers.describePeople(
        workspaceId,
        rows.map(({ no }) => no),
      );
      return {
        method: last?.body.method ?? null,
        at: last?.at.toISOString() ?? null,
        total,
        people: rows.flatMap(({ no, purchases, alive, expected, value }) => {
          const face = faces.get(no);
          return face ? [{ id: face.id, name: face.name, purchases, alive, expectedPurchases: expected, value }] : [];
        }),
      };
    },
  };
}

/** Everybody in a part, by the numbers ClickHouse knows them by. */
export const behindLifetime = (
  { db }: Pick<LifetimeDeps, 'db'>,
  workspaceId: string,
  page: store.Page,
): Promise<{ person: string }[]> =>
  db.inWorkspace(
    workspaceId,
    async (tx) => (await store.peopleByValue(tx, workspaceId, page)).map(({ no }) => ({ person: no })),
    { readOnly: true },
  );

const fitOf = ({ id, at, body }: store.FitRow): LifetimeFit => ({ id, at: at.toISOString(), ...body });
