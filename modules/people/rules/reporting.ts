/** Reporting lines over time: at no instant may anyone report to themselves, directly or through others. */

/** A stretch of a line, in milliseconds since the epoch; `from` included, `until` excluded. */
export interface Line {
  employeeId: string;
  managerId: string;
  from: number;
  until: number;
}

export interface Change {
  employeeId: string;
  /** Null ends the line. */
  managerId: string | null;
  since: number;
}

/** From `since` on the change is all there is: what was planned for later is replaced too. The past before stays. */
export function withChange(lines: readonly Line[], { employeeId, managerId, since }: Change): Line[] {
  const kept = lines.flatMap((line) => {
    if (line.employeeId !== employeeId || line.until <= since) return [line];
    return line.from < since ? [{ ...line, until: since }] : [];
  });
  return managerId === null ? kept : [...kept, { employeeId, managerId, from: since, until: Number.POSITIVE_INFINITY }];
}

/**
 * The first instant at which the change would close a circle, or undefined. Walks up from the new manager, at each step only
 * through the stretches that overlap the way so far. Expects lines that hold no circle yet.
 */
export function circleFrom(lines: readonly Line[], { employeeId, managerId, since }: Change): number | undefined {
  if (managerId === null) return undefined;
  if (managerId === employeeId) return since;
  const above = new Map<string, Line[]>();
  for (const line of lines) above.set(line.employeeId, [...(above.get(line.employeeId) ?? []), line]);

  const climb = (person: string, from: number, until: number): number | undefined => {
    const found = (above.get(person) ?? []).flatMap((line) => {
      const start = Math.max(from, line.from);
      const end = Math.min(until, line.until);
      if (start >= end) return [];
      const circle = line.managerId === employeeId ? start : climb(line.managerId, start, end);
      return circle === undefined ? [] : [circle];
    });
    return found.length > 0 ? Math.min(...found) : undefined;
  };
  return climb(managerId, since, Number.POSITIVE_INFINITY);
}
