/** Employees: who works here, to whom they report since when, and whether they are there now. */
import { defineRoute, id, instant, pageOf, pageQuery, z } from '#platform/contract';
import { refusals } from './refusals.ts';
import { role } from './roles.ts';

const employeeId = z.strictObject({ employeeId: id });
const name = z.string().trim().min(1).max(200);
const title = z.string().trim().max(200);

export const presence = z.enum(['online', 'away', 'offline']);
export type Presence = z.infer<typeof presence>;

/** `HH:MM` in the time zone of the hours. */
const clockTime = z.iso.time({ precision: -1 }).meta({ examples: ['09:00'] });
export const workingHours = z.strictObject({
  /** IANA name, such as `Europe/Rome`. */
  timeZone: z
    .string()
    .min(1)
    .max(64)
    .meta({ examples: ['Europe/Rome'] }),
  /** ISO weekdays: 1 is Monday. A shift that ends before it starts runs past midnight. */
  shifts: z.array(z.strictObject({ day: z.number().int().min(1).max(7), from: clockTime, to: clockTime })).max(28),
});
export type WorkingHours = z.infer<typeof workingHours>;

export const availability = z.object({
  presence,
  since: instant,
  /** Who set it; null when nobody ever did. */
  setBy: z.string().nullable(),
  hours: workingHours.nullable(),
});
export type Availability = z.infer<typeof availability>;

export const employee = z.object({
  id,
  name: z.string(),
  email: z.string(),
  title: z.string(),
  department: z.object({ id, name: z.string() }).nullable(),
  /** Whom they report to now. */
  manager: z.object({ id, name: z.string(), since: instant }).nullable(),
  role,
  status: z.enum(['active', 'deactivated']),
  /** False until they accepted an invitation. */
  canSignIn: z.boolean(),
  availability,
  createdAt: instant,
});
export type Employee = z.infer<typeof employee>;

/** One stretch of a reporting line: `from` included, `until` excluded; null means still. */
export const reportingLine = z.object({
  employeeId: id,
  managerId: id,
  managerName: z.string(),
  since: instant,
  until: instant.nullable(),
});
export type ReportingLine = z.infer<typeof reportingLine>;

const change = [refusals.not_found];

export const employeeRoutes = {
  listEmployees: defineRoute({
    id: 'people.listEmployees',
    method: 'GET',
    path: '/api/people/employees',
    summary: 'The directory, by name',
    access: { action: 'people.read' },
    query: z.strictObject({
      ...pageQuery,
      after: id.optional(),
      /** Part of a name, address or title. */
      search: z.string().trim().max(200).optional(),
      departmentId: id.optional(),
      teamId: id.optional(),
      managerId: id.optional(),
      status: z.enum(['active', 'deactivated']).optional(),
    }),
    reply: pageOf(employee),
  }),
  getEmployee: defineRoute({
    id: 'people.getEmployee',
    method: 'GET',
    path: '/api/people/employees/{employeeId}',
    summary: 'One employee with teams, direct reports and the history of whom they reported to',
    access: { action: 'people.read' },
    params: employeeId,
    reply: employee.extend({
      teams: z.array(z.object({ id, name: z.string(), lead: z.boolean() })),
      reports: z.array(z.object({ id, name: z.string(), since: instant })),
      lines: z.array(reportingLine),
    }),
    refusals: change,
  }),
  addEmployee: defineRoute({
    id: 'people.addEmployee',
    method: 'POST',
    path: '/api/people/employees',
    summary: 'Add someone to the directory; they can sign in once invited',
    access: { action: 'people.write' },
    body: z.strictObject({
      name,
      email: z.email().max(254),
      title: title.optional(),
      departmentId: id.nullable().optional(),
      managerId: id.nullable().optional(),
    }),
    reply: employee,
    status: 201,
    refusals: [refusals.email_taken, refusals.not_found],
  }),
  changeEmployee: defineRoute({
    id: 'people.changeEmployee',
    method: 'PATCH',
    path: '/api/people/employees/{employeeId}',
    summary: 'Change name, title or department',
    access: { action: 'people.write' },
    params: employeeId,
    body: z.strictObject({ name: name.optional(), title: title.optional(), departmentId: id.nullable().optional() }),
    reply: employee,
    refusals: change,
  }),
  changeRole: defineRoute({
    id: 'people.changeRole',
    method: 'PUT',
    path: '/api/people/employees/{employeeId}/role',
    summary: 'Give a role; applies to their open sessions at once',
    access: { action: 'people.roles' },
    params: employeeId,
    body: z.strictObject({ role }),
    reply: employee,
    refusals: [...change, refusals.role_above_own, refusals.last_owner],
  }),
  deactivateEmployee: defineRoute({
    id: 'people.deactivateEmployee',
    method: 'POST',
    path: '/api/people/employees/{employeeId}/deactivate',
    summary: 'End their access to this workspace at once; their work and history stay',
    access: { action: 'people.roles' },
    params: employeeId,
    reply: employee,
    refusals: [...change, refusals.role_above_own, refusals.last_owner],
  }),
  reactivateEmployee: defineRoute({
    id: 'people.reactivateEmployee',
    method: 'POST',
    path: '/api/people/employees/{employeeId}/reactivate',
    summary: 'Give access back with the role they had',
    access: { action: 'people.roles' },
    params: employeeId,
    reply: employee,
    refusals: [...change, refusals.role_above_own],
  }),
  setManager: defineRoute({
    id: 'people.setManager',
    method: 'PUT',
    path: '/api/people/employees/{employeeId}/manager',
    summary: 'Set whom they report to from an instant on (now when left out); null ends the line',
    access: { action: 'people.write' },
    params: employeeId,
    body: z.strictObject({ managerId: id.nullable(), since: instant.optional() }),
    reply: z.object({ lines: z.array(reportingLine) }),
    refusals: [...change, refusals.reporting_cycle, refusals.deactivated],
  }),
  reportingLines: defineRoute({
    id: 'people.reportingLines',
    method: 'GET',
    path: '/api/people/reporting-lines',
    summary: 'Who reported to whom at an instant (now when left out)',
    access: { action: 'people.read' },
    query: z.strictObject({ at: instant.optional() }),
    reply: z.object({ at: instant, items: z.array(reportingLine) }),
  }),
  setMyAvailability: defineRoute({
    id: 'people.setMyAvailability',
    method: 'PUT',
    path: '/api/people/me/availability',
    summary: 'Say whether you are there, and your working hours',
    access: { action: 'people.self' },
    body: z.strictObject({ presence: presence.optional(), hours: workingHours.nullable().optional() }),
    reply: availability,
    refusals: [refusals.not_an_employee],
  }),
  setAvailability: defineRoute({
    id: 'people.setAvailability',
    method: 'PUT',
    path: '/api/people/employees/{employeeId}/availability',
    summary: "Change someone else's availability or working hours",
    access: { action: 'people.write' },
    params: employeeId,
    body: z.strictObject({ presence: presence.optional(), hours: workingHours.nullable().optional() }),
    reply: availability,
    refusals: change,
  }),
};
