/** People: who we are, who may come in, and what each may do. */
import type pg from 'pg';
import type { Audit } from '#platform/audit';
import type { Policy } from '#platform/auth';
import type { Clock } from '#platform/clock';
import type { Events } from '#platform/events';
import type { Bind } from '#platform/http';
import type { NewId } from '#platform/ids';
import type { Jobs } from '#platform/jobs';
import type { Log } from '#platform/log';
import type { Mail } from '#platform/mail';
import type { Db, Tx } from '#platform/postgres';
import { type Authenticated, createAuthenticate, type Headers } from './authenticate.ts';
import type { Employee } from './contract.ts';
import { type AccessSignal, accessChannel, type Ground } from './ground.ts';
import { bindRoutes } from './routes.ts';
import { may } from './rules/policy.ts';
import { createSeats, type Seats } from './seats.ts';
import { type Bootstrap, type Bootstrapped, bootstrap } from './setup.ts';
import { createSignIn } from './sign-in/sign-in.ts';
import type { IdentityProvider } from './sign-in/single-sign-on.ts';
import { sweep } from './store/accounts.ts';
import { type Colleague, colleagues, findEmployee, firstOwner } from './store/employees.ts';

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
export type { Colleague } from './store/employees.ts';
export type { IdentityProvider } from './sign-in/single-sign-on.ts';

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
  employee(workspaceId: string, id: string): Promise<Employee | undefined>;
  /** Names of employees, and whether they can still act; unknown ids are left out. */
  colleagues(tx: Tx, ids: readonly string[]): Promise<Colleague[]>;
  /** Who answers for what nobody else does. Undefined only before the workspace is set up. */
  firstOwner(tx: Tx): Promise<Colleague | undefined>;
  /** Waits for mails that are on their way. */
  close(): Promise<void>;
}

const hourMs = 3_600_000;

export function createPeople({ db, pool, events, jobs, audit, bind, mail, log: root, clock, newId, config }: PeopleDeps): People {
  const log = root.child({ module: 'people' });
  const ground: Ground = { db, events, audit, mail, log, newId, baseUrl: config.baseUrl };
  const signIn = createSignIn({
    ...config,
    pool,
    mail,
    log,
    clock,
    newId,
    onSessionsEnded: (userId) => db.notify(accessChannel, JSON.stringify({ userId })),
  });
  const authenticate = createAuthenticate({ db, signIn, limiter: signIn.limiter, log });

  bindRoutes(bind, ground, signIn);
  jobs.every('people.sweep', hourMs, () => db.inSystem(sweep));

  return {
    ...createSeats(db, authenticate),
    policy: may,
    authenticate,
    signIn: signIn.handler,
    bootstrap: (wanted) => bootstrap(ground, wanted),
    onAccessChanged: (heard) => db.listen(accessChannel, (payload) => heard(JSON.parse(payload) as AccessSignal)),
    employee: (workspaceId, id) => db.inWorkspace(workspaceId, (tx) => findEmployee(tx, id), { readOnly: true }),
    colleagues,
    firstOwner,
    close: signIn.close,
  };
}
