/** What nobody answers for: touchpoints and metrics without a person who is here, themes without a department. */
import type { Hole } from '../contract.ts';
import type { MeasureDeps } from '../index.ts';
import { list as listMetrics } from '../metrics/metrics.ts';
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
      const themes = await themesOf(tx, workspaceId);
      const answering = await answeringOf(
        deps.people,
        tx,
        [...touchpoints, ...metrics].map(({ ownerId }) => ownerId),
      );
      const unowned = (kind: 'touchpoint' | 'metric', rows: readonly { id: string; name: string; ownerId: string | null }[]) =>
        rows.flatMap(({ id, name, ownerId }): Hole[] => {
          const owner = answering(ownerId);
          return owner?.active ? [] : [{ kind, id, name, left: owner?.name ?? null }];
        });
      const unnamed = themes.filter(({ departmentId }) => departmentId === null || !departments.has(departmentId));
      return {
        items: [
          ...unowned('touchpoint', touchpoints),
          ...unowned('metric', metrics),
          ...unnamed.map(({ id, name }): Hole => ({ kind: 'theme', id, name, left: null })),
        ],
      };
    },
    { readOnly: true },
  );
}
