/** What customers said, listed and counted. */
import type { Customers } from '#customers';
import type { Principal } from '#platform/auth';
import type { QueryOf, ReplyOf } from '#platform/contract';
import { cursorParts, readCursor, writeCursor } from '#platform/http';
import {
  type Counted,
  type Interval,
  type listVoice,
  moods,
  type summariseVoice,
  type VoiceFilter,
  voiceKinds,
} from '../contract.ts';
import * as analytics from './analytics/feedback.ts';
import type { VoiceDeps } from './ground.ts';
import type { Asked } from './rules/feedback-sql.ts';
import { shown } from './show.ts';
import { feedbackByIds } from './store/feedback.ts';
import { themesOf } from './store/voice.ts';
import { wantRecords } from './wants.ts';

const dayMs = 86_400_000;
const standardDays = 30;

type Deps = Pick<VoiceDeps, 'db' | 'clickhouse' | 'customers' | 'people' | 'clock'>;

export type SummaryDeps = Pick<VoiceDeps, 'db' | 'clickhouse' | 'clock'> & { customers: Pick<Customers, 'personOf'> };

/** The question with its span: the last thirty days when none is named. */
export function askedOf(
  { clock, customers }: Pick<SummaryDeps, 'clock' | 'customers'>,
  workspaceId: string,
  { from, to, ...filter }: VoiceFilter,
): Asked {
  const until = to ?? new Date(clock.now()).toISOString();
  const since = from ?? new Date(Date.parse(until) - standardDays * dayMs).toISOString();
  return { workspaceId, filter, from: since, to: until, person: customers.personOf('sender') };
}

/** Start of the span of the same length before. */
export const beforeOf = ({ from, to }: Pick<Asked, 'from' | 'to'>) => ({
  from: new Date(2 * Date.parse(from) - Date.parse(to)).toISOString(),
});

const cursor = [cursorParts.number, cursorParts.uuid];

export async function listSaid(
  deps: Deps,
  principal: Principal,
  { after, limit, ...filter }: QueryOf<typeof listVoice>,
): Promise<ReplyOf<typeof listVoice>> {
  const { workspaceId } = principal;
  // Wants are put together in Postgres; their records are few.
  if (filter.want !== undefined) return { items: await wantRecords(deps, principal, filter.want), next: null };
  const from = readCursor(after, cursor);
  const asked = askedOf(deps, workspaceId, filter);
  const ids = await analytics.pageOfIds(deps.clickhouse, asked, from && { at: String(from[0]), id: String(from[1]) }, limit + 1);
  const page = ids.slice(0, limit);
  const rows = await deps.db.inWorkspace(
    workspaceId,
    (tx) =>
      feedbackByIds(
        tx,
        workspaceId,
        page.map(({ id }) => id),
      ),
    { readOnly: true },
  );
  const order = new Map(page.map(({ id }, at) => [id, at]));
  rows.sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
  const last = ids.length > limit ? page.at(-1) : undefined;
  return { items: await shown(deps, principal, rows), next: last ? writeCursor(last.at, last.id) : null };
}

/** As fine as a picture bears. */
function intervalOf(days: number): Interval {
  if (days <= 2) return 'hour';
  return days <= 92 ? 'day' : 'week';
}

export async function summarise(
  deps: SummaryDeps,
  workspaceId: string,
  { timeZone, ...filter }: QueryOf<typeof summariseVoice>,
): Promise<ReplyOf<typeof summariseVoice>> {
  const { clickhouse, db } = deps;
  const asked = askedOf(deps, workspaceId, filter);
  const before = beforeOf(asked);
  // What could be chosen beside what is: a dimension is not narrowed by its own filter.
  const by = (dimension: Parameters<typeof analytics.countsBy>[2]) =>
    analytics.countsBy(clickhouse, { ...asked, filter: { ...asked.filter, [dimension]: undefined } }, dimension, before);
  const days = (Date.parse(asked.to) - Date.parse(asked.from)) / dayMs;
  const interval = intervalOf(days);
  const [totals, kinds, mood, channels, languages, themes, series, instants] = await Promise.all([
    analytics.totals(clickhouse, asked),
    by('kind'),
    by('mood'),
    by('channel'),
    by('language'),
    by('theme'),
    analytics.seriesOfKinds(clickhouse, asked, interval, timeZone),
    analytics.bucketsOf(clickhouse, asked, interval, timeZone),
  ]);
  const names = await db.inWorkspace(workspaceId, (tx) => themesOf(tx, workspaceId), { readOnly: true });
  const named = new Map(names.map(({ id, name }) => [id, name]));
  const inOrder = (order: readonly string[], rows: readonly Counted[]) =>
    order.map((value) => rows.find((row) => row.value === value) ?? { value, records: 0, people: 0, before: 0 });
  return {
    from: asked.from,
    to: asked.to,
    ...totals,
    kinds: inOrder(voiceKinds, kinds),
    moods: inOrder(moods, mood),
    channels,
    languages,
    // A theme that was merged is in the copy until its records are read again.
    themes: themes.flatMap((row) => {
      const name = named.get(row.value);
      return name === undefined ? [] : [{ ...row, name }];
    }),
    series: voiceKinds.map((kind) => ({
      kind,
      points: instants.map((at) => ({
        at: new Date(at * 1_000).toISOString(),
        value: series.find((row) => row.kind === kind && row.at === at)?.value ?? 0,
      })),
    })),
  };
}
