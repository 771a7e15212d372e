/** Adds what was said about traits to their histories, a batch at a time. */
import type { Listen } from '#listen';
import type { Tx } from '#platform/postgres';
import { grouped } from '../grouped.ts';
import type { TraitRow } from './rules/facts.ts';
import { rebuild, state } from './rules/history.ts';
import { saidBetween } from './said-again.ts';
import { changeTraits, type TraitTrack, traitsOnTracks } from './store.ts';

export interface TraitStatement extends TraitTrack {
  at: number;
  value: unknown;
  sourceId: string | null;
  eventId: string | null;
  editor: string | null;
}

const trackOf = ({ senderNo, trusted, name }: TraitTrack) => `${senderNo} ${trusted} ${name}`;

/** Answers the numbers of the identifiers whose history changed (a mere confirmation is no change). */
export async function keepTraits(
  tx: Tx,
  timeline: Listen['timeline'],
  workspaceId: string,
  statements: readonly TraitStatement[],
): Promise<string[]> {
  if (statements.length === 0) return [];
  const byTrack = grouped(statements, trackOf);
  const tracks = [...byTrack.values()].flatMap(([first]) => first ?? []);
  const known = grouped(await traitsOnTracks(tx, workspaceId, tracks), trackOf);
  const change: { gone: TraitRow[]; fresh: TraitRow[]; confirmed: TraitRow[] } = { gone: [], fresh: [], confirmed: [] };
  for (const [track, said] of byTrack) {
    const before = known.get(track) ?? [];
    let after = before;
    for (const statement of said) {
      const next = state<unknown, TraitRow>(after, statement);
      after = next.ok ? next.ranges : await fromTheLog(tx, timeline, workspaceId, after, statement, next.between);
    }
    difference(before, after, change);
  }
  await changeTraits(tx, workspaceId, change);
  return [...new Set([...change.gone, ...change.fresh].map(({ senderNo }) => senderNo))];
}

/** The track anew from everything said in the doubtful stretch and the words known outside of it. */
async function fromTheLog(
  tx: Tx,
  timeline: Listen['timeline'],
  workspaceId: string,
  ranges: readonly TraitRow[],
  late: TraitStatement,
  between: { from: number; to: number },
): Promise<TraitRow[]> {
  const heard = await saidBetween(tx, timeline, workspaceId, late.senderNo, [{ kind: 'identify' }], between);
  const again = heard
    .filter((event) => event.trusted === late.trusted && late.name in event.statements.traits)
    .map(({ at, sourceId, eventId, statements }) => {
      return { ...late, at, sourceId, eventId, editor: null, value: statements.traits[late.name] };
    });
  const kept = ranges.flatMap((range) => [
    { ...range, at: range.from },
    { ...range, at: range.confirmedAt },
  ]);
  return rebuild<unknown, TraitRow>([...kept, ...again, late]);
}

function difference(
  before: readonly TraitRow[],
  after: readonly TraitRow[],
  change: { gone: TraitRow[]; fresh: TraitRow[]; confirmed: TraitRow[] },
): void {
  const old = new Map(before.map((row) => [row.from, row]));
  for (const row of after) {
    const was = old.get(row.from);
    old.delete(row.from);
    if (was === row) continue;
    if (was !== undefined && was.until === row.until && was.value === row.value) {
      if (was.confirmedAt !== row.confirmedAt) change.confirmed.push(row);
      continue;
    }
    if (was !== undefined) change.gone.push(was);
    change.fresh.push(row);
  }
  change.gone.push(...old.values());
}
