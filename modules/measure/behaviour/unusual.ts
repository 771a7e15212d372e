/** Answers what was unusual in a trend. */
import type { BodyOf, ReplyOf } from '#platform/contract';
import type { TrendQuestion, unusual } from '../contract.ts';
import { explained, type Judged, judge, type Season, seasons, thresholds } from './rules/unusual.ts';
import { answerTrend, type TrendDeps } from './trend.ts';

type Series = Awaited<ReturnType<typeof answerTrend>>['series'][number];

export const counting = new Set<TrendQuestion['measure']['kind']>(['count', 'people', 'unique']);
/** Of these the parts do not add up to the whole, so no part explains it. */
export const ofWhole = new Set<TrendQuestion['measure']['kind']>(['average', 'percentile']);

export async function findUnusual(
  deps: TrendDeps,
  workspaceId: string,
  { question, sensitivity }: BodyOf<typeof unusual>,
): Promise<ReplyOf<typeof unusual>> {
  const season = seasons[question.interval];
  const since = new Date(Date.parse(question.from) - season.pastMs).toISOString();
  const { breakdown, ...whole } = { ...question, from: since };
  const looked = await answerTrend(deps, workspaceId, whole);
  const how = { threshold: thresholds[sensitivity], counts: counting.has(question.measure.kind) };
  const judged = looked.series[0] ? judgeSeries(looked.series[0], season, how) : [];
  const found = judged.some(({ verdict }) => verdict?.unusual) && breakdown !== undefined && !ofWhole.has(question.measure.kind);
  const parts = found ? (await answerTrend(deps, workspaceId, { ...whole, breakdown })).series : [];
  const partsJudged = parts.map((part) => ({ part, points: judgeSeries(part, season, how) }));

  const points = judged.flatMap(({ at, value, verdict }, place) => {
    if (Date.parse(at) < Date.parse(question.from)) return [];
    const who = verdict?.unusual
      ? explained(
          partsJudged.map(({ part: { label, rest }, points: own }) => ({
            label,
            rest,
            value: own[place]?.value ?? 0,
            // A part that was never there before was expected not to be.
            expected: own[place]?.verdict?.expected ?? 0,
          })),
        )
      : [];
    const { expected = null, low = null, high = null, unusual: which = null } = verdict ?? {};
    return [{ at, value, expected, low, high, unusual: which, explained: who }];
  });
  return { points, since, asOf: looked.asOf };
}

/** Points without a value (an average of nothing) are passed over: there is nothing to judge. */
function judgeSeries({ points }: Pick<Series, 'points'>, season: Season, how: { threshold: number; counts: boolean }) {
  const verdicts: (Judged | null)[] = judge(
    points.map(({ value }) => value ?? 0),
    season,
    how,
  );
  return points.map(({ at, value }, place) => ({ at, value, verdict: value === null ? null : (verdicts[place] ?? null) }));
}
