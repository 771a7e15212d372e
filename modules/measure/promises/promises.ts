/** The register of brand promises: what is presented, and what it is bound to. */
import type { Customers } from '#customers';
import type { People } from '#people';
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { type FieldProblem, Refusal } from '#platform/contract';
import type { NewId } from '#platform/ids';
import type { Db, Tx } from '#platform/postgres';
import { type BrandPromise, type Experience, type PromiseDefinition, promiseRefusals, refusals } from '../contract.ts';
import { findMetric, type MetricRow } from '../metrics/store.ts';
import { findTheme, type ThemeRow } from '../voice/store/voice.ts';
import * as store from './store.ts';

const mostPromises = 100;
/** A merged theme lives on in another, which may have been merged too. */
const mostMerges = 20;

export interface KeepingDeps {
  db: Db;
  audit: Audit;
  newId: NewId;
  people: Pick<People, 'colleagues'>;
  customers: Pick<Customers, 'segmentName'>;
}

/** An experience with what it names; undefined where that is gone. */
export type Bound =
  | { of: Extract<Experience, { kind: 'theme' }>; theme: ThemeRow | undefined }
  | { of: Extract<Experience, { kind: 'metric' }>; metric: MetricRow | undefined }
  | { of: Extract<Experience, { kind: 'survey' | 'event' }> };

/** A promise with everything it names, read in one transaction. */
export interface Known {
  row: store.PromiseRow;
  bound: Bound[];
  shown: BrandPromise;
}

async function themeNow(tx: Tx, workspaceId: string, id: string): Promise<ThemeRow | undefined> {
  let theme = await findTheme(tx, workspaceId, id);
  for (let hops = 0; theme?.mergedInto && hops < mostMerges; hops += 1)
    theme = await findTheme(tx, workspaceId, theme.mergedInto);
  return theme;
}

async function boundTo(tx: Tx, workspaceId: string, experiences: readonly Experience[]): Promise<Bound[]> {
  const all: Bound[] = [];
  for (const of of experiences) {
    if (of.kind === 'theme') all.push({ of, theme: await themeNow(tx, workspaceId, of.themeId) });
    else if (of.kind === 'metric') all.push({ of, metric: await findMetric(tx, workspaceId, of.metricId) });
    else all.push({ of });
  }
  return all;
}

function named(bound: Bound): { name: string; gone: boolean } {
  if ('theme' in bound) return { name: bound.theme?.name ?? '', gone: bound.theme === undefined };
  if ('metric' in bound) return { name: bound.metric?.name ?? '', gone: bound.metric === undefined };
  return { name: bound.of.kind === 'survey' ? bound.of.question : bound.of.event, gone: false };
}

export async function known(
  { people, customers }: Pick<KeepingDeps, 'people' | 'customers'>,
  tx: Tx,
  workspaceId: string,
  rows: readonly store.PromiseRow[],
): Promise<Known[]> {
  const owners = await people.colleagues(tx, [...new Set(rows.map(({ ownerId }) => ownerId))]);
  const names = new Map(owners.map(({ id, name }) => [id, name]));
  const all: Known[] = [];
  for (const row of rows) {
    const bound = await boundTo(tx, workspaceId, row.experiences);
    const segment = row.segmentId === null ? undefined : await customers.segmentName(tx, workspaceId, row.segmentId);
    all.push({
      row,
      bound,
      shown: {
        ...row,
        owner: { id: row.ownerId, name: names.get(row.ownerId) ?? '?' },
        segment: row.segmentId === null ? null : { id: row.segmentId, name: segment ?? '?' },
        bound: bound.map(named),
        createdAt: row.createdAt.toISOString(),
        changedAt: row.changedAt.toISOString(),
      },
    });
  }
  return all;
}

export async function knownOne(
  deps: Pick<KeepingDeps, 'people' | 'customers'>,
  tx: Tx,
  workspaceId: string,
  id: string,
): Promise<Known> {
  const row = await store.findPromise(tx, workspaceId, id);
  const [one] = row ? await known(deps, tx, workspaceId, [row]) : [];
  if (one === undefined) throw new Refusal(promiseRefusals.no_such_brand_promise);
  return one;
}

export const read = (deps: KeepingDeps, workspaceId: string, id: string): Promise<BrandPromise> =>
  deps.db.inWorkspace(workspaceId, async (tx) => (await knownOne(deps, tx, workspaceId, id)).shown, { readOnly: true });

export function create(deps: KeepingDeps, principal: Principal, given: PromiseDefinition): Promise<BrandPromise> {
  const { workspaceId, label } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    if ((await store.countPromises(tx, workspaceId)) >= mostPromises) throw new Refusal(promiseRefusals.too_many_brand_promises);
    await mustBeThere(deps, tx, workspaceId, given);
    const id = deps.newId();
    await store.insertPromise(tx, workspaceId, id, given, label);
    await deps.audit.record(tx, principal, {
      action: 'measure.brand_promise_made',
      subject: `brand_promise:${id}`,
      details: { ...given },
    });
    return (await knownOne(deps, tx, workspaceId, id)).shown;
  });
}

export function change(deps: KeepingDeps, principal: Principal, id: string, given: PromiseDefinition): Promise<BrandPromise> {
  const { workspaceId } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    const before = await store.holdPromise(tx, workspaceId, id);
    if (before === undefined) throw new Refusal(promiseRefusals.no_such_brand_promise);
    await mustBeThere(deps, tx, workspaceId, given);
    await store.updatePromise(tx, workspaceId, id, given);
    await deps.audit.record(tx, principal, {
      action: 'measure.brand_promise_changed',
      subject: `brand_promise:${id}`,
      details: { ...given, before: { words: before.words, presented: before.presented, experiences: before.experiences } },
    });
    return (await knownOne(deps, tx, workspaceId, id)).shown;
  });
}

export function remove(deps: KeepingDeps, principal: Principal, id: string): Promise<void> {
  const { workspaceId } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    const row = await store.holdPromise(tx, workspaceId, id);
    if (row === undefined) throw new Refusal(promiseRefusals.no_such_brand_promise);
    await store.deletePromise(tx, workspaceId, id);
    await deps.audit.record(tx, principal, {
      action: 'measure.brand_promise_removed',
      subject: `brand_promise:${id}`,
      details: { words: row.words, presentedIn: row.presentedIn, experiences: row.experiences },
    });
  });
}

async function mustBeThere(
  { people, customers }: KeepingDeps,
  tx: Tx,
  workspaceId: string,
  { ownerId, segmentId, experiences }: PromiseDefinition,
): Promise<void> {
  if (!(await people.colleagues(tx, [ownerId]))[0]?.active)
    throw new Refusal(refusals.no_such_owner, { fields: [{ path: 'ownerId', message: 'no active colleague' }] });
  if (segmentId !== null && (await customers.segmentName(tx, workspaceId, segmentId)) === undefined)
    throw new Refusal(promiseRefusals.no_such_promise_segment, { fields: [{ path: 'segmentId', message: 'no such segment' }] });
  const gone = (await boundTo(tx, workspaceId, experiences)).flatMap((bound, at): FieldProblem[] =>
    named(bound).gone ? [{ path: `experiences.${at}`, message: `no such ${bound.of.kind}` }] : [],
  );
  if (gone.length > 0) throw new Refusal(promiseRefusals.no_such_experience, { fields: gone });
}
