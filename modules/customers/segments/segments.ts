/** Segments, put together: routes, the lane that keeps them current, the timer that looks at everybody. */
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import type { Lanes } from '#platform/events';
import type { Bind } from '#platform/http';
import type { Realtime } from '#platform/realtime';
import type { Segment } from '../contract/segments.ts';
import * as contract from '../contract/segments.ts';
import { createSegment, deleteSegment, updateSegment } from './define.ts';
import { exportSegment } from './export.ts';
import { type SegmentLaneDeps, segmentLane, touchWhoChanged } from './lane.ts';
import { keepList, type Listed } from './lists.ts';
import { peopleOf, preview, type ReadDeps, readSegment, readSegments, segmentsOf } from './read.ts';
import { createSweeper, type SweepDeps } from './sweep.ts';

export interface SegmentsDeps
  extends Omit<SegmentLaneDeps, 'lanes' | 'realtime'>,
    Omit<SweepDeps, 'lanes' | 'realtime' | 'listen'>,
    ReadDeps {
  lanes: Lanes;
  realtime: Realtime;
  audit: Audit;
  bind: Bind;
}

/** What the door of the room offers of segments. */
export interface Segments {
  keepList(principal: Principal, listed: Listed): Promise<Segment>;
}

export function createSegments(deps: SegmentsDeps): Segments {
  const { bind, db, lanes, events, realtime } = deps;
  const sweeper = createSweeper(deps);
  const defining = { ...deps, sweeper };
  lanes.add(segmentLane(deps));
  events.subscribe(touchWhoChanged(deps));
  realtime.topic(contract.segmentSizes);

  bind(contract.listSegments, async ({ workspaceId }) => ({
    items: await db.inWorkspace(workspaceId, (tx) => readSegments(tx, workspaceId), { readOnly: true }),
  }));
  bind(contract.getSegment, ({ workspaceId, params }) =>
    db.inWorkspace(workspaceId, (tx) => readSegment(tx, workspaceId, params.id), { readOnly: true }),
  );
  bind(contract.createSegment, ({ principal, body }) => createSegment(defining, principal, body));
  bind(contract.updateSegment, ({ principal, params, body }) => updateSegment(defining, principal, params.id, body));
  bind(contract.deleteSegment, async ({ principal, params }) => deleteSegment(defining, principal, params.id));
  bind(contract.previewSegment, ({ workspaceId, body, signal }) => preview(deps, workspaceId, body, signal));
  bind(contract.segmentPeople, ({ workspaceId, params, query }) => peopleOf(deps, workspaceId, params.id, query));
  bind(contract.exportSegment, ({ principal, params }) => exportSegment(deps, principal, params.id));
  bind(contract.segmentsOfPerson, ({ workspaceId, params }) => segmentsOf(deps, workspaceId, params.person));
  return { keepList: (principal, listed) => keepList(defining, principal, listed) };
}
