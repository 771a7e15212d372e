/** Answers as CSV (RFC 4180). Cells that a spreadsheet would run as a formula are defused (reliability case D11). */
import { stringify } from 'csv-stringify/sync';
import type { ReplyOf } from '#platform/contract';
import type {
  breadth,
  FunnelQuestion,
  funnel,
  lifecycle,
  PathPlace,
  paths,
  Reached,
  retention,
  SessionsAnswer,
  trend,
} from '../contract.ts';

const name = (label: string | null, rest: boolean) => (rest ? '(all others)' : (label ?? '(none)'));

export function csvOf({ series }: ReplyOf<typeof trend>): string {
  const rows = series.flatMap(({ label, rest, points }) => points.map(({ at, value }) => [at, name(label, rest), value]));
  return lines([['at', 'series', 'value'], ...rows]);
}

export function csvOfFunnel({ steps }: FunnelQuestion, { steps: whole, split }: ReplyOf<typeof funnel>): string {
  const rowsOf = (series: string, reached: Reached[]) =>
    reached.map(({ people, dropped, sincePrevious, sinceFirst }, at) => [
      series,
      at + 1,
      steps[at]?.event,
      people,
      dropped,
      sincePrevious?.median,
      sincePrevious?.p90,
      sinceFirst?.median,
      sinceFirst?.p90,
    ]);
  return lines([
    ['series', 'step', 'event', 'people', 'dropped', 'ms since previous, median', 'p90', 'ms since first, median', 'p90'],
    ...rowsOf('(all)', whole),
    ...split.flatMap(({ label, rest, steps: reached }) => rowsOf(name(label, rest), reached)),
  ]);
}

export function csvOfPaths({ edges }: ReplyOf<typeof paths>): string {
  const place = ({ event, rest }: PathPlace) => (rest ? '(all others)' : (event ?? '(end)'));
  return lines([
    ['place', 'from', 'to', 'visits'],
    ...edges.map(({ at, from, to, visits }) => [at, place(from), place(to), visits]),
  ]);
}

export const csvOfRetention = ({ cohorts }: ReplyOf<typeof retention>): string =>
  lines([
    ['cohort', 'people', 'intervals later', 'came back'],
    ...cohorts.flatMap(({ at, people, returned }) => returned.map((came, after) => [at, people, after, came])),
  ]);

export const csvOfLifecycle = ({ intervals }: ReplyOf<typeof lifecycle>): string =>
  lines([
    ['at', 'new', 'returning', 'resurrected', 'dormant'],
    ...intervals.map(({ at, fresh, returning, resurrected, dormant }) => [at, fresh, returning, resurrected, dormant]),
  ]);

export const csvOfBreadth = ({ used }: ReplyOf<typeof breadth>): string =>
  lines([['different events', 'people'], ...used.map(({ events, people }) => [events, people])]);

export const csvOfSessions = ({ points }: SessionsAnswer): string =>
  lines([
    ['at', 'sessions', 'people', 'bounced', 'median seconds', 'p90 seconds', 'mean events'],
    ...points.map((one) => [
      ...[one.at, one.sessions, one.people, one.bounced],
      ...[one.medianSeconds, one.p90Seconds, one.meanEvents],
    ]),
  ]);

const lines = (rows: unknown[][]) => stringify(rows, { escape_formulas: true });
