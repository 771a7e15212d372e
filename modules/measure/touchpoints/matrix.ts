/** Touchpoint by department: owner, quality, cost, open moments. */
import type { ReplyOf } from '#platform/contract';
import { latestScores } from '../audits/store.ts';
import type { MatrixRow, readMatrix } from '../contract.ts';
import { readCopy } from '../conversations/store.ts';
import type { MeasureDeps } from '../index.ts';
import { held, said } from './analytics.ts';
import { type PlacesDeps, placesFor, spanOf } from './places.ts';
import { answeringOf, described } from './registry.ts';
import { figuresOf, isAlive, nothing, placed, together } from './rules/matrix.ts';
import { qualityOf } from './rules/quality.ts';
import * as store from './store.ts';

export type MatrixDeps = PlacesDeps & Pick<MeasureDeps, 'customers'>;

/** Of no touchpoint, of no department. */
const none = '';

const methods = {
  open: 'Moments open now, whenever they began; each in the department of its owner, or of who answers for its queue.',
  voice: '50 × (1 + mean sentiment) of what customers said in the span, where the mood could be told.',
  audit: 'The latest sheet of ours up to the end of the span that looked at the touchpoint, by the weights of its criteria.',
  quality: 'w × voice + (1 − w) × audit, w declared for each touchpoint; with one of them missing, the other alone.',
  cost: 'Goodwill given or approved in conversations begun in the span, by currency; hours in which these were open, not worked.',
};

export async function read(
  deps: MatrixDeps,
  workspaceId: string,
  span: { from?: string | undefined; to?: string | undefined },
): Promise<ReplyOf<typeof readMatrix>> {
  const { clickhouse, people } = deps;
  const { from, to } = spanOf(deps, span);
  const asked = { workspaceId, from, to };
  const { places, more } = await placesFor(deps, asked, async (tx) => {
    const cells = await store.cellOwners(tx, workspaceId);
    const owners = cells.map(({ ownerId }) => ownerId);
    return {
      cells,
      answering: await answeringOf(people, tx, owners),
      touchpoints: await described(people, tx, await store.listTouchpoints(tx, workspaceId)),
      audits: await latestScores(tx, workspaceId, to.slice(0, 10)),
      copy: await readCopy(tx, workspaceId),
    };
  });
  const conversations = await held(clickhouse, asked, places);
  const records = await said(clickhouse, asked, places);
  const at = placed([...conversations, ...records]);
  const departments = [...places.departments.map(({ id }) => id), none];

  const rows = [...more.touchpoints, null].map((touchpoint): MatrixRow => {
    const id = touchpoint?.id ?? none;
    const weight = touchpoint?.voiceWeight ?? 1;
    const audit = more.audits.find(({ touchpointId }) => touchpointId === id) ?? null;
    const auditScore = audit?.score ?? null;
    const cells = departments.map((department) => {
      const sums = at(id, department);
      const figures = figuresOf(sums);
      const named = more.cells.find((cell) => cell.touchpointId === id && cell.departmentId === department);
      const owner = more.answering(named?.ownerId);
      const real = touchpoint !== null && department !== none;
      return {
        ...figures,
        department: department || null,
        owner,
        unowned: real ? owner?.active !== true : isAlive(sums),
        quality: qualityOf(weight, figures.voice, auditScore),
      };
    });
    const total = figuresOf(together(departments.map((department) => at(id, department))));
    return { touchpoint, audit, cells, total: { ...total, quality: qualityOf(weight, total.voice, auditScore) } };
  });
  const ids = [...more.touchpoints.map(({ id }) => id), none];
  const columns = departments.map((department) => together(ids.map((id) => at(id, department))));
  return {
    ...{ from, to, rows, methods, departments: places.departments },
    columns: columns.map(figuresOf),
    total: figuresOf(columns.length === 0 ? nothing : together(columns)),
    whole: more.copy?.whole ?? false,
  };
}
