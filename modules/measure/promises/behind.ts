/** Who and what stands behind a figure of a promise: people, and their very words. */
import type { Principal } from '#platform/auth';
import type { BodyOf, QueryOf, ReplyOf } from '#platform/contract';
import { cursorParts, readCursor, writeCursor } from '#platform/http';
import type { peopleOfPromise, Verdict, wordsOfPromise } from '../contract.ts';
import { shown } from '../voice/show.ts';
import { feedbackByIds } from '../voice/store/feedback.ts';
import { peopleTold, wordsTold } from './analytics.ts';
import { askedOf, type ExperienceDeps, findOne, iso, mustBeSpan, type Span, segmentsNamed } from './asked.ts';
import type { Asked } from './rules/promise-sql.ts';

interface Behind extends Span {
  verdict?: Verdict | undefined;
  segmentId?: string | undefined;
  experience?: number | undefined;
}

async function behind(
  deps: ExperienceDeps,
  workspaceId: string,
  id: string,
  { segmentId, experience: part, ...span }: Behind,
): Promise<Asked> {
  mustBeSpan(span);
  const promise = await findOne(deps, workspaceId, id);
  if (segmentId !== undefined) await segmentsNamed(deps, workspaceId, [segmentId], 'segmentId');
  const asked = await askedOf(deps, workspaceId, promise, span, [segmentId]);
  return part === undefined ? asked : { ...asked, experiences: asked.experiences.filter((one) => one.part === part) };
}

/** By the numbers ClickHouse knows them by. */
export async function behindPromise(
  deps: ExperienceDeps,
  workspaceId: string,
  id: string,
  { limit, offset, ...place }: BodyOf<typeof peopleOfPromise>,
) {
  const asked = await behind(deps, workspaceId, id, place);
  return peopleTold(deps.clickhouse, asked, place.verdict, { limit, offset });
}

export async function people(
  deps: ExperienceDeps,
  workspaceId: string,
  id: string,
  page: BodyOf<typeof peopleOfPromise>,
): Promise<ReplyOf<typeof peopleOfPromise>> {
  const rows = await behindPromise(deps, workspaceId, id, page);
  const faces = await deps.customers.describePeople(
    workspaceId,
    rows.map(({ person }) => person),
  );
  return {
    total: rows[0]?.total ?? 0,
    people: rows.flatMap(({ person, times_broken, times_kept, last }) => {
      const face = faces.get(person);
      return face ? [{ ...face, broken: times_broken, kept: times_kept, lastAt: iso(Number(last)) }] : [];
    }),
  };
}

const cursor = [cursorParts.number, cursorParts.uuid];

export async function words(
  deps: ExperienceDeps,
  principal: Principal,
  id: string,
  { after, limit, ...place }: QueryOf<typeof wordsOfPromise>,
): Promise<ReplyOf<typeof wordsOfPromise>> {
  const { workspaceId } = principal;
  const asked = await behind(deps, workspaceId, id, place);
  const spoken = { ...asked, experiences: asked.experiences.filter(({ of }) => of.kind === 'theme') };
  const from = readCursor(after, cursor);
  const last = from && { at: String(from[0]), id: String(from[1]) };
  const found = await wordsTold(deps.clickhouse, spoken, place.verdict, last, limit + 1);
  const page = found.slice(0, limit);
  const ids = page.map((one) => one.id);
  const rows = await deps.db.inWorkspace(workspaceId, (tx) => feedbackByIds(tx, workspaceId, ids), { readOnly: true });
  const order = new Map(ids.map((one, at) => [one, at]));
  rows.sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
  const end = found.length > limit ? page.at(-1) : undefined;
  return { items: await shown(deps, principal, rows), next: end ? writeCursor(end.at, end.id) : null };
}
