/** What places are told by, as it stands now: the registry, and in which department everybody works. */
import type { Tx } from '#platform/postgres';
import type { MeasureDeps } from '../index.ts';
import { themesOf } from '../voice/store/voice.ts';
import { owners } from './analytics.ts';
import type { Asked, Places } from './rules/place-sql.ts';
import * as store from './store.ts';

export type PlacesDeps = Pick<MeasureDeps, 'db' | 'clickhouse' | 'people' | 'moments' | 'clock'>;

const dayMs = 86_400_000;
const standardDays = 30;

/** The last thirty days when no span is named. */
export function spanOf(
  { clock }: Pick<PlacesDeps, 'clock'>,
  { from, to }: { from?: string | undefined; to?: string | undefined },
) {
  const until = to ?? new Date(clock.now()).toISOString();
  return { from: from ?? new Date(Date.parse(until) - standardDays * dayMs).toISOString(), to: until };
}

export interface KnownPlaces extends Places {
  touchpoints: store.TouchpointRow[];
  departments: { id: string; name: string }[];
  queues: Awaited<ReturnType<MeasureDeps['moments']['queues']>>;
}

/** With what `also` reads, as of the same instant. */
export async function placesFor<T>(
  { db, clickhouse, people, moments }: PlacesDeps,
  asked: Asked,
  also: (tx: Tx) => Promise<T>,
): Promise<{ places: KnownPlaces; more: T }> {
  const owning = await owners(clickhouse, asked);
  return db.inWorkspace(
    asked.workspaceId,
    async (tx) => {
      const departments = await people.departments(tx);
      const open = new Set(departments.map(({ id }) => id));
      const queues = await moments.queues(tx, asked.workspaceId);
      const answering = queues.flatMap(({ answererId }) => answererId ?? []);
      const works = await people.workplaces(tx, [...new Set([...owning, ...answering])]);
      const departmentOf = new Map(
        works.filter(({ departmentId }) => open.has(departmentId)).map((each) => [each.employeeId, each.departmentId]),
      );
      for (const { id, answererId } of queues) {
        const department = answererId === null ? undefined : departmentOf.get(answererId);
        if (department !== undefined) departmentOf.set(id, department);
      }
      const themes = await themesOf(tx, asked.workspaceId);
      const departmentOfTheme = new Map(
        themes.flatMap(({ id, departmentId }) => (departmentId !== null && open.has(departmentId) ? [[id, departmentId]] : [])),
      );
      const touchpoints = await store.listTouchpoints(tx, asked.workspaceId);
      return { places: { touchpoints, departmentOf, departmentOfTheme, departments, queues }, more: await also(tx) };
    },
    { readOnly: true, isolation: 'repeatable read' },
  );
}
