/** People: who we are, who may come in, and what each may do. */
import type pg from 'pg';
import type { Audit } from '#platform/audit';
import type { Policy, Principal } from '#platform/auth';
import type { Clock } from '#platform/clock';
import type { Events } from '#platform/events';
import type { Bind } from '#platform/http';
import type { NewId } from '#platform/ids';
import type { Jobs } from '#platform/jobs';
import type { Log } from '#platform/log';
import type { Mail } from '#platform/mail';
import type { Db, Tx } from '#platform/postgres';
import { type Authenticated, createAuthenticate, type Headers } from './authenticate.ts';
import { setAvailabilityIn } from './availability.ts';
import type { Employee, WorkingHours } from './contract.ts';
import { type AccessSignal, accessChannel, type Ground } from './ground.ts';
import { bindRoutes } from './routes.ts';
import { may } from './rules/policy.ts';
import { createSeats, type Seats } from './seats.ts';
import { type Bootstrap, type Bootstrapped, bootstrap } from './setup.ts';
import { createSignIn } from './sign-in/sign-in.ts';
import type { IdentityProvider } from './sign-in/single-sign-on.ts';
import { createSignsOfLife } from './signs-of-life.ts';
import { type HearStanding, readStandings, type Standing } from './standing.ts';
import { sweep } from './store/accounts.ts';
import {
  activeMembersOf,
  type Colleague,
  colleagues,
  findEmployee,
  firstOwner,
  hoursOf,
  responsiblePeople,
  workplaces,
} from './store/employees.ts';
import { openDepartments } from './store/structure.ts';

export type { Authenticated } from './authenticate.ts';
export {
  accessChanged,
  availabilityChanged,
  employeeDeactivated,
  employeeJoined,
  employeeReactivated,
  managerChanged,
} from './events.ts';
export type { AccessSignal } from './ground.ts';
export type { Bootstrap, Bootstrapped } from './setup.ts';
export type { IdentityProvider } from './sign-in/single-sign-on.ts';
export type { HearStanding, Standing } from './standing.ts';
export type { Colleague } from './store/employees.ts';

export interface PeopleDeps {
  db: Db;
  /** For the sign-in library; its own transactions, the same restricted role. */
  pool: pg.Pool;
  events: Events;
  jobs: Pick<Jobs, 'every'>;
  audit: Audit;
  bind: Bind;
  mail: Mail;
  log: Log;
  clock: Clock;
  newId: NewId;
  config: {
    /** Where people open Verona, without a trailing slash. */
    baseUrl: string;
    secret: string;
    /** Other origins from which the console is opened. */
    trustedOrigins?: string[];
    identityProviders?: IdentityProvider[];
    /** Without a sign of life for so long, somebody counts as gone; 120 s when left out. */
    presenceGraceSeconds?: number;
  };
}

export interface People extends Seats {
  /** Which role holds which action. */
  policy: Policy;
  /** Who is asking, from a request's headers; `ip` as the http floor trusts it. Never cached. */
  authenticate(headers: Headers, ip: string): Promise<Authenticated>;
  /** Answers everything under `/api/auth/`. */
  signIn(request: Request): Promise<Response>;
  /** Run at every start, before the doors open. */
  bootstrap(wanted: Bootstrap): Promise<Bootstrapped>;
  /** Calls back, in every process, within moments of a change of someone's access: their live sockets must be checked again. */
  onAccessChanged(heard: (who: AccessSignal) => void): Promise<() => Promise<void>>;
  /** Registers who hears, inside the transaction, of every change of who is able to act. */
  onStanding(hear: HearStanding): void;
  /** Makes an employee present as part of something they do. Comes first in the transaction. */
  comeOnline(tx: Tx, principal: Principal): Promise<void>;
  /** Where these employees stand now; everybody when none are named. */
  standings(tx: Tx, employeeIds?: string[]): Promise<Standing[]>;
  /** When these employees work, as they say; those who left are left out. */
  workingHours(tx: Tx, employeeIds: readonly string[]): Promise<{ employeeId: string; hours: WorkingHours | null }[]>;
  /** Active owners and administrators: who can be named for what has nobody else. */
  responsible(tx: Tx): Promise<{ id: string; name: string }[]>;
  /** Active members of a team. */
  teamMembers(tx: Tx, teamId: string): Promise<string[]>;
  employee(workspaceId: string, id: string): Promise<Employee | undefined>;
  /** Names of employees, and whether they can still act; unknown ids are left out. */
  colleagues(tx: Tx, ids: readonly string[]): Promise<Colleague[]>;
  /** Open departments, by name. */
  departments(tx: Tx): Promise<{ id: string; name: string }[]>;
  /** In which department these employees work, those who left as well; who is in none is left out. */
  workplaces(tx: Tx, employeeIds: readonly string[]): Promise<{ employeeId: string; departmentId: string }[]>;
  /** Who answers for what nobody else does. Undefined only before the workspace is set up. */
  firstOwner(tx: Tx): Promise<Colleague | undefined>;
  /** Waits for mails that are on their way. */
  close(): Promise<void>;
}

const hourMs = 3_600_000;

export function createPeople({ db, pool, events, jobs, audit, bind, mail, log: root, clock, newId, config }: PeopleDeps): People {
  const log = root.child({ module: 'people' });
  const ground: Ground = { db, events, audit, mail, log, newId, baseUrl: config.baseUrl, standingHeard: [] };
  const signIn = createSignIn({
    ...config,
    pool,
    mail,
    log,
    clock,
    newId,
    onSessionsEnded: (userId) => db.notify(accessChannel, JSON.stringify({ userId })),
  });
  const life = createSignsOfLife(ground, { jobs, clock, graceSeconds: config.presenceGraceSeconds ?? 120 });
  const recognise = createAuthenticate({ db, signIn, limiter: signIn.limiter, log });
  const authenticate: People['authenticate'] = async (headers, ip) => {
    const who = await recognise(headers, ip);
    if (who.principal) life.seen(who.principal);
    return who;
  };

  bindRoutes(bind, ground, signIn);
  jobs.every('people.sweep', hourMs, () => db.inSystem(sweep));

  return {
    ...createSeats(db, authenticate, life),
    policy: may,
    authenticate,
    signIn: signIn.handler,
    bootstrap: (wanted) => bootstrap(ground, wanted),
    onAccessChanged: (heard) => db.listen(accessChannel, (payload) => heard(JSON.parse(payload) as AccessSignal)),
    onStanding: (hear) => {
      ground.standingHeard.push(hear);
    },
    comeOnline: async (tx, principal) => {
      await setAvailabilityIn(ground, tx, principal, principal.id, { presence: 'online' });
    },
    standings: readStandings,
    workingHours: hoursOf,
    responsible: responsiblePeople,
    teamMembers: activeMembersOf,
    employee: (workspaceId, id) => db.inWorkspace(workspaceId, (tx) => findEmployee(tx, id), { readOnly: true }),
    close() {
      life.stop();
      return signIn.close();
    },
    colleagues,
    departments: openDepartments,
    workplaces,
    firstOwner,
  };
}
