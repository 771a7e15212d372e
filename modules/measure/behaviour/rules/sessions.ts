/** What was counted of sessions, put together as an answer. Pure. */
import { type SessionFigures, type SessionsAnswer, sessionLengths, sessionSizes } from '../../contract.ts';
import type { SessionDimension } from './sessions-sql.ts';

export interface SessionRow {
  dimension: SessionDimension;
  value: string;
  sessions: number;
  people: number;
  bounced: number;
  median: number | null;
  p90: number | null;
  mean: number | null;
}

const shownEvents = 15;
const shownLabels = 10;
const nothing: SessionFigures = {
  ...{ sessions: 0, people: 0, bounced: 0 },
  ...{ medianSeconds: null, p90Seconds: null, meanEvents: null },
};

const figuresOf = ({ sessions, people, bounced, median, p90, mean }: SessionRow): SessionFigures => ({
  ...{ sessions, people, bounced, meanEvents: mean },
  ...{ medianSeconds: median, p90Seconds: p90 },
});

/** `starts`: of the intervals, in seconds. Rows come with most sessions first. */
export function sessionsAnswer(rows: readonly SessionRow[], starts: readonly number[]): Omit<SessionsAnswer, 'asOf'> {
  const of = (dimension: SessionDimension) => rows.filter((row) => row.dimension === dimension);
  const whole = of('whole').map(figuresOf)[0] ?? nothing;
  const byStart = new Map(of('at').map((row) => [Number(row.value), figuresOf(row)]));
  const counts = (dimension: 'length' | 'size', ends: readonly (number | null)[]) => {
    const found = new Map(of(dimension).map(({ value, sessions }) => [Number(value), sessions]));
    return ends.map((upTo, place) => ({ upTo, sessions: found.get(place) ?? 0 }));
  };
  return {
    whole,
    points: starts.map((start) => ({ at: new Date(start * 1000).toISOString(), ...(byStart.get(start) ?? nothing) })),
    entries: atEnd(of('entry'), whole),
    exits: atEnd(of('exit'), whole),
    lengths: counts('length', sessionLengths),
    sizes: counts('size', sessionSizes),
    split: splitOf(of('label'), of('unlabelled'), whole),
  };
}

function atEnd(rows: readonly SessionRow[], whole: SessionFigures): SessionsAnswer['entries'] {
  const shown = rows.slice(0, shownEvents).map((row) => ({ event: row.value, ...figuresOf(row) }));
  const rest = remaining(shown, whole);
  return rest === undefined ? shown : [...shown, { event: null, ...rest }];
}

function splitOf(
  labelled: readonly SessionRow[],
  without: readonly SessionRow[],
  whole: SessionFigures,
): SessionsAnswer['split'] {
  if (labelled.length + without.length === 0) return [];
  const shown = labelled
    .slice(0, shownLabels)
    .map((row) => ({ label: row.value as string | null, rest: false, ...figuresOf(row) }));
  const named = [...shown, ...without.map((row) => ({ label: null, rest: false, ...figuresOf(row) }))];
  const rest = remaining(named, whole);
  return rest === undefined ? named : [...named, { label: null, rest: true, ...rest }];
}

/**
 * The sessions that are not shown by themselves. Their number is what is left; how many people they are, and how long they
 * last, is not told by what was counted: people overlap, medians do not add up.
 */
function remaining(shown: readonly SessionFigures[], whole: SessionFigures): SessionFigures | undefined {
  const left = (key: 'sessions' | 'bounced') => whole[key] - shown.reduce((sum, row) => sum + row[key], 0);
  return left('sessions') > 0 ? { ...nothing, sessions: left('sessions'), bounced: left('bounced') } : undefined;
}
