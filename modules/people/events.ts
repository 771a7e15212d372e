/** What people tells the other rooms. */
import { z } from '#platform/contract';
import { defineEvent } from '#platform/events';

const employee = z.object({ employeeId: z.uuid() });

export const employeeJoined = defineEvent('people.employee_joined', employee);
export const employeeDeactivated = defineEvent('people.employee_deactivated', employee);
export const employeeReactivated = defineEvent('people.employee_reactivated', employee);
/** Someone, or a key, may do other things than before, or nothing any more. */
export const accessChanged = defineEvent(
  'people.access_changed',
  z.object({ employeeId: z.uuid().optional(), apiKeyId: z.uuid().optional() }),
);
export const managerChanged = defineEvent(
  'people.manager_changed',
  z.object({ employeeId: z.uuid(), managerId: z.uuid().nullable(), since: z.string() }),
);
export const availabilityChanged = defineEvent(
  'people.availability_changed',
  z.object({ employeeId: z.uuid(), presence: z.enum(['online', 'away', 'offline']) }),
);
