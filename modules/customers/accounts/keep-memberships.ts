/** Adds what was said about memberships to their histories. */
import type { Listen } from '#listen';
import type { Tx } from '#platform/postgres';
import { grouped } from '../grouped.ts';
import { rebuild, state } from '../profile/rules/history.ts';
import { saidBetween } from '../profile/said-again.ts';
import type { Membership, MembershipRow, MembershipTrack } from './rules/membership.ts';
import { membershipsOnTracks, replaceTrack } from './store.ts';

export interface MembershipStatement extends MembershipTrack {
  at: number;
  value: Membership;
  sourceId: string | null;
  eventId: string | null;
  /** The organisation's id as stated, to find it again in the log. */
  organisation: string;
}

const trackOf = (track: MembershipTrack) => `${track.senderNo} ${track.organisationNo} ${track.trusted}`;
const said = [{ kind: 'group' }, { kind: 'track', name: 'Account Added User' }, { kind: 'track', name: 'Account Removed User' }];

/** Answers the numbers of the identifiers and organisations whose membership changed. */
export async function keepMemberships(
  tx: Tx,
  timeline: Listen['timeline'],
  workspaceId: string,
  statements: readonly MembershipStatement[],
): Promise<string[]> {
  if (statements.length === 0) return [];
  const byTrack = grouped(statements, trackOf);
  const tracks = [...byTrack.values()].flatMap(([first]) => first ?? []);
  const known = grouped(await membershipsOnTracks(tx, workspaceId, tracks), trackOf);
  const changed = new Set<string>();
  for (const track of tracks) {
    const before = known.get(trackOf(track)) ?? [];
    let after = before;
    for (const { organisation, ...statement } of byTrack.get(trackOf(track)) ?? []) {
      const next = state<Membership, MembershipRow>(after, statement);
      if (next.ok) {
        after = next.ranges;
        continue;
      }
      const heard = await saidBetween(tx, timeline, workspaceId, statement.senderNo, said, next.between);
      const again = heard.flatMap(({ at, trusted, sourceId, eventId, statements: { organisation: stated } }) =>
        trusted === statement.trusted && stated?.value === organisation
          ? [{ ...statement, at, sourceId, eventId, value: { member: stated.member, role: stated.role } }]
          : [],
      );
      const kept = after.flatMap((row) => [
        { ...row, at: row.from },
        { ...row, at: row.confirmedAt },
      ]);
      after = rebuild<Membership, MembershipRow>([...kept, ...again, statement]);
    }
    const untouched = before.length === after.length && before.every((row, at) => row === after[at]);
    if (untouched) continue;
    await replaceTrack(tx, workspaceId, track, after);
    const confirmedOnly =
      before.length === after.length && before.every((row, at) => row.from === after[at]?.from && row.value === after[at]?.value);
    if (!confirmedOnly) changed.add(track.senderNo).add(track.organisationNo);
  }
  return [...changed];
}
