/** Makes, changes and deletes segments. */
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { Refusal } from '#platform/contract';
import type { NewId } from '#platform/ids';
import type { Db, Tx } from '#platform/postgres';
import { segmentRefusals as refusals, type Segment, type SegmentDefinition } from '../contract/segments.ts';
import { accept, rulesOf } from './accept.ts';
import { readSegment } from './read.ts';
import { dependentsOf, speaksOf } from './rules/mentions.ts';
import { deleteList, listIds } from './store/lists.ts';
import * as store from './store/segments.ts';
import type { Sweeper } from './sweep.ts';

export interface DefineDeps {
  db: Db;
  audit: Audit;
  newId: NewId;
  sweeper: Pick<Sweeper, 'soon' | 'clearSoon'>;
}

const mostSegments = 500;

function refuseTakenName(segments: readonly store.SegmentRow[], name: string, except?: string): void {
  if (segments.some((each) => each.id !== except && each.name.toLowerCase() === name.toLowerCase())) {
    throw new Refusal(refusals.segment_name_taken, { fields: [{ path: 'name', message: 'another segment has this name' }] });
  }
}

export function createSegment(deps: DefineDeps, principal: Principal, definition: SegmentDefinition): Promise<Segment> {
  const { workspaceId } = principal;
  return changing(deps, workspaceId, (tx, segments) =>
    addSegment(deps, tx, principal, segments, { ...definition, id: deps.newId() }, {}),
  );
}

/** `details`: what else the audit log is to know. */
export async function addSegment(
  deps: DefineDeps,
  tx: Tx,
  principal: Principal,
  segments: readonly store.SegmentRow[],
  definition: SegmentDefinition & { id: string },
  details: Record<string, unknown>,
): Promise<Segment> {
  const { workspaceId } = principal;
  const { id, name, rule } = definition;
  if (segments.length >= mostSegments) throw new Refusal(refusals.too_many_segments);
  refuseTakenName(segments, name);
  accept(undefined, rule, rulesOf(segments), await listIds(tx, workspaceId));
  await store.insertSegment(tx, workspaceId, { ...definition, createdBy: principal.label });
  await deps.sweeper.soon(tx, workspaceId, [id]);
  await deps.audit.record(tx, principal, {
    action: 'customers.segment_created',
    subject: `segment:${id}`,
    details: { name, ...details },
  });
  return readSegment(tx, workspaceId, id);
}

export function updateSegment(
  deps: DefineDeps,
  principal: Principal,
  id: string,
  definition: SegmentDefinition,
): Promise<Segment> {
  const { workspaceId } = principal;
  return changing(deps, workspaceId, async (tx, segments) => {
    const segment = found(segments, id);
    refuseTakenName(segments, definition.name, id);
    accept(id, definition.rule, rulesOf(segments), await listIds(tx, workspaceId));
    await store.renameSegment(tx, workspaceId, id, definition.name, definition.description);
    const redefined = JSON.stringify(sorted(definition.rule)) !== JSON.stringify(sorted(segment.rule));
    if (redefined) {
      // Whoever uses this one means something else from now on, too.
      const affected = [id, ...dependentsOf(id, rulesOf(segments))];
      await store.changeRule(tx, workspaceId, id, definition.rule);
      await store.startAnew(tx, workspaceId, affected);
      await deps.sweeper.soon(tx, workspaceId, affected);
    }
    await deps.audit.record(tx, principal, {
      action: 'customers.segment_changed',
      subject: `segment:${id}`,
      details: { name: definition.name, redefined },
    });
    return readSegment(tx, workspaceId, id);
  });
}

export function deleteSegment(deps: DefineDeps, principal: Principal, id: string): Promise<void> {
  const { workspaceId } = principal;
  return changing(deps, workspaceId, async (tx, segments) => {
    const segment = found(segments, id);
    const users = segments.filter((other) => other.id !== id && speaksOf(other.rule, id));
    if (users.length > 0) {
      throw new Refusal(refusals.segment_in_use, { detail: `Used by ${users.map(({ name }) => `"${name}"`).join(', ')}.` });
    }
    await store.deleteSegment(tx, workspaceId, id);
    await deleteList(tx, workspaceId, id);
    await deps.sweeper.clearSoon(tx, workspaceId, id);
    await deps.audit.record(tx, principal, {
      action: 'customers.segment_deleted',
      subject: `segment:${id}`,
      details: { name: segment.name, size: segment.size },
    });
  });
}

export function changing<T>({ db }: DefineDeps, workspaceId: string, work: (tx: Tx, segments: store.SegmentRow[]) => Promise<T>) {
  return db.inWorkspace(workspaceId, async (tx) => {
    await store.lockRules(tx, workspaceId);
    return work(tx, await store.allSegments(tx, workspaceId));
  });
}

function found(segments: readonly store.SegmentRow[], id: string): store.SegmentRow {
  const segment = segments.find((each) => each.id === id);
  if (segment === undefined) throw new Refusal(refusals.no_such_segment);
  return segment;
}

/** jsonb keeps no order of keys: two rules are one when they say the same. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  );
}
