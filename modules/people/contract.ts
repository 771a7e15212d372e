/** What people says to the outside: roles and actions, routes, refusals. Sign-in itself is better-auth's, under `/api/auth/*`. */
import { accessRoutes } from './contract/access.ts';
import { employeeRoutes } from './contract/employees.ts';
import { invitationRoutes } from './contract/invitations.ts';
import { keyRoutes } from './contract/keys.ts';
import { structureRoutes } from './contract/structure.ts';

export { emailAddress, password, personName, type Workspace, workspace } from './contract/access.ts';
export {
  type Availability,
  availability,
  type Employee,
  employee,
  type Presence,
  presence,
  type ReportingLine,
  reportingLine,
  type WorkingHours,
  workingHours,
} from './contract/employees.ts';
export { type Invitation, invitation } from './contract/invitations.ts';
export { type ApiKey, apiKey } from './contract/keys.ts';
export { refusals } from './contract/refusals.ts';
export { type Action, actions, type Role, role, roles } from './contract/roles.ts';
export { type Department, department, type Team, team } from './contract/structure.ts';

export const routes = { ...accessRoutes, ...invitationRoutes, ...employeeRoutes, ...structureRoutes, ...keyRoutes };
