/**
 * What nobody answers for: touchpoints, metrics, scenarios and journeys kept for everyone without a person who is here, themes
 * without a department.
 */
import type { Hole } from '../contract.ts';
import type { MeasureDeps } from '../index.ts';
import { list as listMetrics } from '../metrics/metrics.ts';
import { sharedOfKind } from '../saved/store.ts';
import { listScenarios } from '../scenarios/store.ts';
import { themesOf } from '../voice/store/voice.ts';
import { answeringOf } from './registry.ts';
import { listTouchpoints } from './store.ts';

export type HolesDeps = Pick<MeasureDeps, 'db' | 'people' | 'audit'>;

export async function holes(deps: HolesDeps, workspaceId: string): Promise<{ items: Hole[] }> {
  // Metrics that come with Verona are kept at first need.
  const metrics = await listMetrics(deps, workspaceId, 'en');
  return deps.db.inWorkspace(
    workspaceId,
    async (tx) => {
      const touchpoints = await listTouchpoints(tx, workspaceId);
      const departments = new Set((await deps.people.departments(tx)).map(({ id }) => id));
      const scenarios = await listScenarios(tx, workspaceId);
      const journeys = await sharedOfKind(tx, workspaceId, 'journeys');
      const themes = await themesOf(tx, workspaceId);
      const answering = await answeringOf(
        deps.people,
        tx,
        [...touchpoints, ...metrics, ...scenarios, ...journeys].map(({ ownerId }) => ownerId),
      );
      const unowned = (
        kind: Exclude<Hole['kind'], 'theme'>,
        rows: readonly { id: string; name: string; ownerId: string | null }[],
      ) =>
        rows.flatMap(({ id, name, ownerId }): Hole[] => {
          const owner = answering(ownerId);
          return owner?.active ? [] : [{ kind, id, name, left: owner?.name ?? null }];
        });
      const unnamed = themes.filter(({ departmentId }) => departmentId === null || !departments.has(departmentId));
      return {
        items: [
          ...unowned('touchpoint', touchpoints),
          ...unowned('metric', metrics),
          ...unowned('scenario', scenarios),
          ...unowned('journey', journeys),
          ...unnamed.map(({ id, name }): Hole => ({ kind: 'theme', id, name, left: null })),
        ],
      };
    },
    { readOnly: true },
  );
}
