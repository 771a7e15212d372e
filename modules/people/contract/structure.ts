/** Departments (a tree: where people belong) and teams (who works together, across departments). */
import { defineRoute, id, instant, z } from '#platform/contract';
import { refusals } from './refusals.ts';

const name = z.string().trim().min(1).max(100);

export const department = z.object({
  id,
  name: z.string(),
  parentId: id.nullable(),
  /** Active people directly in it. */
  people: z.number().int(),
  archivedAt: instant.nullable(),
});
export type Department = z.infer<typeof department>;

export const team = z.object({
  id,
  name: z.string(),
  leadId: id.nullable(),
  members: z.array(z.object({ id, name: z.string(), title: z.string() })),
  archivedAt: instant.nullable(),
});
export type Team = z.infer<typeof team>;

const departmentId = z.strictObject({ departmentId: id });
const teamId = z.strictObject({ teamId: id });
const memberOf = z.strictObject({ teamId: id, employeeId: id });

export const structureRoutes = {
  listDepartments: defineRoute({
    id: 'people.listDepartments',
    method: 'GET',
    path: '/api/people/departments',
    summary: 'All departments, flat with their parents; archived ones last',
    access: { action: 'people.read' },
    reply: z.object({ items: z.array(department) }),
  }),
  createDepartment: defineRoute({
    id: 'people.createDepartment',
    method: 'POST',
    path: '/api/people/departments',
    summary: 'Make a department, at the top or inside another',
    access: { action: 'people.write' },
    body: z.strictObject({ name, parentId: id.nullable().optional() }),
    reply: department,
    status: 201,
    refusals: [refusals.name_taken, refusals.not_found],
  }),
  changeDepartment: defineRoute({
    id: 'people.changeDepartment',
    method: 'PATCH',
    path: '/api/people/departments/{departmentId}',
    summary: 'Rename it, or move it with everything inside',
    access: { action: 'people.write' },
    params: departmentId,
    body: z.strictObject({ name: name.optional(), parentId: id.nullable().optional() }),
    reply: department,
    refusals: [refusals.name_taken, refusals.not_found, refusals.department_cycle],
  }),
  archiveDepartment: defineRoute({
    id: 'people.archiveDepartment',
    method: 'POST',
    path: '/api/people/departments/{departmentId}/archive',
    summary: 'Put an empty department away',
    access: { action: 'people.write' },
    params: departmentId,
    reply: department,
    refusals: [refusals.not_found, refusals.department_in_use],
  }),
  listTeams: defineRoute({
    id: 'people.listTeams',
    method: 'GET',
    path: '/api/people/teams',
    summary: 'All teams with their members; archived ones last',
    access: { action: 'people.read' },
    reply: z.object({ items: z.array(team) }),
  }),
  createTeam: defineRoute({
    id: 'people.createTeam',
    method: 'POST',
    path: '/api/people/teams',
    summary: 'Make a team',
    access: { action: 'people.write' },
    body: z.strictObject({ name, leadId: id.nullable().optional() }),
    reply: team,
    status: 201,
    refusals: [refusals.name_taken, refusals.not_found],
  }),
  changeTeam: defineRoute({
    id: 'people.changeTeam',
    method: 'PATCH',
    path: '/api/people/teams/{teamId}',
    summary: 'Rename it or change its lead; a lead becomes a member',
    access: { action: 'people.write' },
    params: teamId,
    body: z.strictObject({ name: name.optional(), leadId: id.nullable().optional() }),
    reply: team,
    refusals: [refusals.name_taken, refusals.not_found],
  }),
  archiveTeam: defineRoute({
    id: 'people.archiveTeam',
    method: 'POST',
    path: '/api/people/teams/{teamId}/archive',
    summary: 'Put a team away; who was in it stays on record',
    access: { action: 'people.write' },
    params: teamId,
    reply: team,
    refusals: [refusals.not_found],
  }),
  addTeamMember: defineRoute({
    id: 'people.addTeamMember',
    method: 'PUT',
    path: '/api/people/teams/{teamId}/members/{employeeId}',
    summary: 'Put someone into a team',
    access: { action: 'people.write' },
    params: memberOf,
    reply: team,
    refusals: [refusals.not_found],
  }),
  removeTeamMember: defineRoute({
    id: 'people.removeTeamMember',
    method: 'DELETE',
    path: '/api/people/teams/{teamId}/members/{employeeId}',
    summary: 'Take someone out of a team; a lead who leaves leads no more',
    access: { action: 'people.write' },
    params: memberOf,
    reply: team,
    refusals: [refusals.not_found],
  }),
};
