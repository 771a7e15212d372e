/** HTTP of clocks: contract in, use case, contract out. */
import type { Clock } from '#platform/clock';
import type { Bind } from '#platform/http';
import type { Db } from '#platform/postgres';
import * as contract from '../contract/clocks.ts';
import { readClocks } from './read.ts';
import type { createSettings } from './settings.ts';

export interface ClockRoutesDeps {
  bind: Bind;
  db: Db;
  clock: Clock;
  settings: ReturnType<typeof createSettings>;
}

export function bindClockRoutes({ bind, db, clock, settings }: ClockRoutesDeps): void {
  bind(contract.listCalendars, async ({ workspaceId }) => ({ items: await settings.calendars(workspaceId) }));
  bind(contract.createCalendar, ({ principal, body }) => settings.create(principal, body));
  bind(contract.changeCalendar, ({ principal, params, body }) => settings.update(principal, params.id, body));
  bind(contract.deleteCalendar, ({ principal, params }) => settings.remove(principal, params.id));
  bind(contract.readClockPolicy, ({ workspaceId }) => settings.policy(workspaceId));
  bind(contract.changeClockPolicy, ({ principal, body }) => settings.setPolicy(principal, body));
  bind(contract.readClocks, ({ workspaceId, params }) => readClocks(db, clock, workspaceId, params.id));
}
