/** Who reported to whom at an instant, as a tree. Pure. */
import type { ReportingLine } from '#people/contract';

export interface Person {
  id: string;
  name: string;
  title: string;
}

export interface Report {
  person: Person;
  reports: Report[];
}

/**
 * Trees of everyone with a line, the largest first, and whoever stands alone. It grows from those who report to nobody, so a
 * circle (which the server does not allow) would be left out rather than walked for ever.
 */
export function reportingTree(people: Person[], lines: Pick<ReportingLine, 'employeeId' | 'managerId' | 'managerName'>[]) {
  const known = new Map(people.map((person) => [person.id, person]));
  // Somebody who has left since may still have led then.
  for (const { managerId, managerName } of lines) {
    if (!known.has(managerId)) known.set(managerId, { id: managerId, name: managerName, title: '' });
  }
  const managerOf = new Map(lines.map(({ employeeId, managerId }) => [employeeId, managerId]));
  const grow = (person: Person): Report => {
    const reports = lines
      .filter(({ managerId }) => managerId === person.id)
      .flatMap(({ employeeId }) => known.get(employeeId) ?? [])
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .map(grow);
    return { person, reports };
  };
  const tops = [...known.values()].filter(({ id }) => !managerOf.has(id)).map(grow);
  const sizeOf = ({ reports }: Report): number => reports.reduce((sum, report) => sum + sizeOf(report), 1);
  return {
    trees: tops.filter(({ reports }) => reports.length > 0).toSorted((a, b) => sizeOf(b) - sizeOf(a)),
    alone: tops
      .filter(({ reports }) => reports.length === 0)
      .map(({ person }) => person)
      .toSorted((a, b) => a.name.localeCompare(b.name)),
  };
}
