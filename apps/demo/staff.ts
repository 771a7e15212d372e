/** Who works at Casa Aurora: made up, like its customers. */
import { routes } from '#people/contract';
import type { Client } from '../cli/client.ts';

type Colleague = [name: string, title: string, department: string | undefined, reportsTo: string | undefined];

const departments = ['Customer care', 'Marketing', 'Logistics'];
/** Whoever leads stands before those they lead. */
const colleagues: Colleague[] = [
  ['Irene Costa', 'Managing director', undefined, undefined],
  ['Luca Moretti', 'Head of care', 'Customer care', 'Irene Costa'],
  ['Sofia Grandi', 'Care agent', 'Customer care', 'Luca Moretti'],
  ['Matteo Bassi', 'Care agent', 'Customer care', 'Luca Moretti'],
  ['Giada Fontana', 'Head of marketing', 'Marketing', 'Irene Costa'],
  ['Tommaso Villa', 'Loyalty programme', 'Marketing', 'Giada Fontana'],
  ['Alessia Ricci', 'Editor', 'Marketing', 'Giada Fontana'],
  ['Enrico Poli', 'Head of logistics', 'Logistics', 'Irene Costa'],
  ['Viola Serra', 'Delivery desk', 'Logistics', 'Enrico Poli'],
];
/** The lead first. */
const teams: Record<string, string[]> = {
  'Late deliveries': ['Luca Moretti', 'Viola Serra', 'Tommaso Villa'],
  'Spring launch': ['Giada Fontana', 'Alessia Ricci', 'Sofia Grandi'],
};

/** Answers how many were hired. */
export async function hireStaff(client: Client): Promise<number> {
  const ids = new Map<string, string>();
  const idOf = (name: string | undefined) => (name === undefined ? null : (ids.get(name) ?? null));
  for (const name of departments) ids.set(name, (await client.call(routes.createDepartment, { body: { name } })).id);
  for (const [name, title, department, reportsTo] of colleagues) {
    const email = `${name.toLowerCase().replace(' ', '.')}@casa-aurora.example`;
    const body = { name, title, email, departmentId: idOf(department), managerId: idOf(reportsTo) };
    ids.set(name, (await client.call(routes.addEmployee, { body })).id);
  }
  for (const [name, [lead, ...members]] of Object.entries(teams)) {
    const team = await client.call(routes.createTeam, { body: { name, leadId: idOf(lead) } });
    for (const member of members)
      await client.call(routes.addTeamMember, { params: { teamId: team.id, employeeId: idOf(member) ?? '' } });
  }
  return colleagues.length;
}
