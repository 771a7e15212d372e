/** Answers of one survey as a table: a row a response, a column a question. Pure. */

/** One response: its answers by question. */
export type Response = ReadonlyMap<string, number>;

export interface Table {
  /** Only responses that answered every question. */
  rows: number[][];
  incomplete: number;
  /** Rows in which every answer is the same. */
  straightLining: number;
}

/** Fewer questions are answered alike by chance. */
export const leastForStraightLine = 4;

export function tableOf(
  responses: readonly Response[],
  questions: readonly string[],
  { notApplicable, leaveOutStraightLiners }: { notApplicable: readonly number[]; leaveOutStraightLiners: boolean },
): Table {
  const none = new Set(notApplicable);
  const rows: number[][] = [];
  let incomplete = 0;
  let straightLining = 0;
  for (const response of responses) {
    const row = questions.map((question) => response.get(question));
    if (row.some((answer) => answer === undefined || none.has(answer))) {
      incomplete += 1;
      continue;
    }
    const alike = questions.length >= leastForStraightLine && row.every((answer) => answer === row[0]);
    if (alike) straightLining += 1;
    if (!(alike && leaveOutStraightLiners)) rows.push(row as number[]);
  }
  return { rows, incomplete, straightLining };
}

export interface Gap {
  want: number;
  deliver: number;
  gap: number;
  low: number;
  high: number;
  n: number;
}

/** Mean difference of those who answered both, with Student's interval of paired differences; undefined below two of them. */
export function gapOf(
  responses: readonly Response[],
  { want, deliver }: { want: string; deliver: string },
  notApplicable: readonly number[],
  /** Student's quantile for 95 per cent, by degrees of freedom. */
  student: (degrees: number) => number,
): Gap | undefined {
  const none = new Set(notApplicable);
  const both = responses.flatMap((response) => {
    const [wanted, got] = [response.get(want), response.get(deliver)];
    return wanted === undefined || got === undefined || none.has(wanted) || none.has(got) ? [] : [[wanted, got] as const];
  });
  const n = both.length;
  if (n < 2) return undefined;
  const mean = (of: (pair: readonly [number, number]) => number) => both.reduce((sum, pair) => sum + of(pair), 0) / n;
  const gap = mean(([wanted, got]) => wanted - got);
  const variance = both.reduce((sum, [wanted, got]) => sum + (wanted - got - gap) ** 2, 0) / (n - 1);
  const reach = student(n - 1) * Math.sqrt(variance / n);
  return { want: mean(([wanted]) => wanted), deliver: mean(([, got]) => got), gap, low: gap - reach, high: gap + reach, n };
}
