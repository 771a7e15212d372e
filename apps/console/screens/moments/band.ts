/** Geometry of the ownership band: who owned when, as shares of a line. Time while settled is a thin mark, not a length. */
import type { readBand } from '#moments/contract';
import type { ReplyOf } from '#platform/contract';

export type Band = ReplyOf<typeof readBand>;
export type Stretch = Band['stretches'][number];

export interface Block {
  kind: 'person' | 'queue' | 'gap' | 'settled';
  /** Milliseconds since the epoch. */
  from: number;
  until: number;
  /** Null for gaps and settled times. */
  stretch: Stretch | null;
  /** Share of the line, 0 to 1; all shares make 1. */
  share: number;
}

/** So that what lasted a second can still be seen and touched. */
const LEAST_SHARE = 0.02;
const SETTLED_SHARE = 0.015;

const instantOf = (at: string | null, now: number) => (at === null ? now : Date.parse(at));

/** Blocks from the first to the last instant it was open. `now` ends what is still going on. */
export function layoutBand({ stretches, open, gaps }: Pick<Band, 'stretches' | 'open' | 'gaps'>, now: number): Block[] {
  const blocks: Omit<Block, 'share'>[] = [];
  for (const [at, time] of open.entries()) {
    const [from, until] = [Date.parse(time.from), instantOf(time.until, now)];
    const before = open[at - 1];
    if (before) blocks.push({ kind: 'settled', from: instantOf(before.until, now), until: from, stretch: null });
    const within = (start: number, end: number) => ({ from: Math.max(from, start), until: Math.min(until, end) });
    const owned = stretches.map((stretch) => ({
      kind: stretch.owner.kind === 'queue' ? ('queue' as const) : ('person' as const),
      ...within(Date.parse(stretch.from), instantOf(stretch.until, now)),
      stretch,
    }));
    const empty = gaps.map((gap) => ({
      kind: 'gap' as const,
      ...within(Date.parse(gap.from), Date.parse(gap.until)),
      stretch: null,
    }));
    blocks.push(...[...owned, ...empty].filter((block) => block.until > block.from).sort((a, b) => a.from - b.from));
  }
  return withShares(blocks);
}

/** Lengths by time; what would be too short to see is drawn longer, at the cost of all the others. */
function withShares(blocks: Omit<Block, 'share'>[]): Block[] {
  const counted = blocks.filter(({ kind }) => kind !== 'settled');
  const total = counted.reduce((sum, { from, until }) => sum + until - from, 0);
  const raw = blocks.map(({ kind, from, until }) => {
    if (kind === 'settled') return SETTLED_SHARE;
    return Math.max(LEAST_SHARE, total === 0 ? 0 : (until - from) / total);
  });
  const sum = raw.reduce((all, one) => all + one, 0);
  return blocks.map((block, at) => ({ ...block, share: (raw[at] ?? 0) / sum }));
}
