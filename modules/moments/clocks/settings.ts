/** Calendars and the policy: who may change them is the routes' matter, what follows for open moments is told to `changed`. */
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { Refusal } from '#platform/contract';
import type { Db, Tx } from '#platform/postgres';
import { type Calendar, clockRefusals, type SavedCalendar, type VersionedPolicy } from '../contract/clocks.ts';
import { knowsPlace } from './holidays.ts';
import { standardCalendar, standardPolicy } from './rules/standard.ts';
import * as store from './store/settings.ts';

export interface SettingsDeps {
  db: Db;
  audit: Audit;
  /** In the transaction that changed what clocks count by. */
  changed(tx: Tx, workspaceId: string): Promise<void>;
}

const mostCalendars = 200;

export interface ClockSettings {
  policy: VersionedPolicy;
  calendars: SavedCalendar[];
}

/** What counts now; the standard ones are made when nobody has said anything yet. */
export async function readSettings(tx: Tx, workspaceId: string): Promise<ClockSettings> {
  const policy = (await store.findPolicy(tx, workspaceId)) ?? (await begin(tx, workspaceId));
  return { policy, calendars: await store.listCalendars(tx, workspaceId) };
}

async function begin(tx: Tx, workspaceId: string): Promise<VersionedPolicy> {
  await store.holdSettings(tx, workspaceId);
  const policy = await store.findPolicy(tx, workspaceId);
  if (policy) return policy;
  const made = await store.insertCalendar(tx, workspaceId, standardCalendar);
  const calendar = made ?? (await store.listCalendars(tx, workspaceId)).find(({ name }) => name === standardCalendar.name);
  if (!calendar) throw new Error('a calendar is neither new nor there');
  return store.savePolicy(tx, workspaceId, standardPolicy(calendar.id));
}

const usedBy = ({ clauses }: VersionedPolicy): Set<string> =>
  new Set(clauses.flatMap(({ targets }) => Object.values(targets).flatMap((target) => (target ? [target.calendarId] : []))));

async function demandPlace({ holidays }: Calendar): Promise<void> {
  if (holidays && !(await knowsPlace(holidays))) {
    throw new Refusal(clockRefusals.unknown_place, { fields: [{ path: 'holidays', message: 'no such place is known' }] });
  }
}

export function createSettings({ db, audit, changed }: SettingsDeps) {
  /** One change after the other, on top of what counts now. */
  const change = <T>({ workspaceId }: Principal, work: (tx: Tx, now: ClockSettings) => Promise<T>): Promise<T> =>
    db.inWorkspace(workspaceId, async (tx) => {
      await store.holdSettings(tx, workspaceId);
      return work(tx, await readSettings(tx, workspaceId));
    });

  return {
    calendars: (workspaceId: string) =>
      db.inWorkspace(workspaceId, async (tx) => (await readSettings(tx, workspaceId)).calendars),
    policy: (workspaceId: string) => db.inWorkspace(workspaceId, async (tx) => (await readSettings(tx, workspaceId)).policy),

    async create(principal: Principal, calendar: Calendar): Promise<SavedCalendar> {
      await demandPlace(calendar);
      return change(principal, async (tx, { calendars }) => {
        if (calendars.length >= mostCalendars) throw new Refusal(clockRefusals.too_many_calendars);
        const made = await store.insertCalendar(tx, principal.workspaceId, calendar);
        if (!made) throw new Refusal(clockRefusals.calendar_name_taken);
        const details = { name: made.name };
        await audit.record(tx, principal, { action: 'moments.calendar_created', subject: `calendar:${made.id}`, details });
        return made;
      });
    },

    async update(principal: Principal, id: string, calendar: Calendar): Promise<SavedCalendar> {
      const { workspaceId } = principal;
      await demandPlace(calendar);
      return change(principal, async (tx, { policy }) => {
        if (await store.isNameTaken(tx, workspaceId, calendar.name, id)) throw new Refusal(clockRefusals.calendar_name_taken);
        const saved = await store.updateCalendar(tx, workspaceId, id, calendar);
        if (!saved) throw new Refusal(clockRefusals.no_such_calendar);
        const details = { name: saved.name };
        await audit.record(tx, principal, { action: 'moments.calendar_changed', subject: `calendar:${id}`, details });
        if (usedBy(policy).has(id)) await changed(tx, workspaceId);
        return saved;
      });
    },

    remove: (principal: Principal, id: string): Promise<void> =>
      change(principal, async (tx, { policy }) => {
        if (usedBy(policy).has(id)) throw new Refusal(clockRefusals.calendar_in_use);
        if (!(await store.deleteCalendar(tx, principal.workspaceId, id))) throw new Refusal(clockRefusals.no_such_calendar);
        await audit.record(tx, principal, { action: 'moments.calendar_deleted', subject: `calendar:${id}`, details: {} });
      }),

    setPolicy: (principal: Principal, wanted: VersionedPolicy): Promise<VersionedPolicy> =>
      change(principal, async (tx, { policy, calendars }) => {
        const { workspaceId } = principal;
        if (wanted.version !== policy.version) throw new Refusal(clockRefusals.policy_changed_meanwhile);
        const known = new Set(calendars.map(({ id }) => id));
        const lost = [...usedBy(wanted)].find((id) => !known.has(id));
        if (lost !== undefined) throw new Refusal(clockRefusals.no_such_calendar, { detail: `No calendar has the id ${lost}.` });
        const saved = await store.savePolicy(tx, workspaceId, wanted);
        const details = { version: saved.version, clauses: saved.clauses.length };
        await audit.record(tx, principal, { action: 'moments.clock_policy_changed', subject: 'clock_policy', details });
        await changed(tx, workspaceId);
        return saved;
      }),
  };
}
