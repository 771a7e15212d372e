import type { Range } from '../../profile/rules/history.ts';

/** Which history: one identifier in one organisation, as trusted sources or as claims tell it. */
export interface MembershipTrack {
  senderNo: string;
  organisationNo: string;
  trusted: boolean;
}

export interface Membership {
  /** False: they left. */
  member: boolean;
  role: string | null;
}

export interface MembershipRow extends Range<Membership>, MembershipTrack {
  sourceId: string | null;
  eventId: string | null;
}

export interface MembershipSpan {
  /** The other side: an organisation for a person, a member for an organisation. */
  other: string;
  role: string | null;
  since: number;
  until: number | undefined;
}

/**
 * One person's memberships (or one organisation's members) from all identifiers involved: `otherOf` names the other side.
 * Of a vouched-for person's only trusted statements count. Current ones first, then the latest.
 */
export function membershipsFrom(
  rows: readonly MembershipRow[],
  otherOf: (row: MembershipRow) => string,
  verified: (row: MembershipRow) => boolean,
): MembershipSpan[] {
  const spans = rows
    .filter((row) => row.value.member && (row.trusted || !verified(row)))
    .map((row) => ({ other: otherOf(row), role: row.value.role, since: row.from, until: row.until }));
  const seen = new Map<string, MembershipSpan>();
  for (const span of spans) {
    const key = `${span.other} ${span.role} ${span.until === undefined ? 'now' : span.since}`;
    const known = seen.get(key);
    if (known === undefined) seen.set(key, span);
    else known.since = Math.min(known.since, span.since);
  }
  const end = (span: MembershipSpan) => span.until ?? Number.POSITIVE_INFINITY;
  return [...seen.values()].sort((a, b) => end(b) - end(a) || b.since - a.since || (a.other < b.other ? -1 : 1));
}
