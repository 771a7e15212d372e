/** What every use case of the room stands on. */
import type { Customers } from '#customers';
import type { Knowledge } from '#knowledge';
import type { Listen } from '#listen';
import type { People } from '#people';
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import type { Clock } from '#platform/clock';
import { Refusal, type RefusalKind } from '#platform/contract';
import type { Events } from '#platform/events';
import type { Files } from '#platform/files';
import type { NewId } from '#platform/ids';
import type { Jobs } from '#platform/jobs';
import type { Log } from '#platform/log';
import type { Pictures } from '#platform/pictures';
import type { Db, Tx } from '#platform/postgres';
import type { Realtime } from '#platform/realtime';
import type { Clocks } from './clocks/clocks.ts';
import type { PolicyFacts } from './clocks/rules/policy.ts';
import { momentChanged, momentEntries, refusals } from './contract.ts';
import type { MomentRow } from './store/moments.ts';
import { findMoment } from './store/moments.ts';

export interface Ground {
  db: Db;
  events: Events;
  audit: Audit;
  realtime: Realtime;
  jobs: Jobs;
  people: Pick<People, 'standings' | 'responsible' | 'teamMembers' | 'employee' | 'onStanding' | 'comeOnline' | 'workingHours'>;
  listen: Pick<Listen, 'channels' | 'chat' | 'ears'>;
  customers: Pick<Customers, 'sendersTogether' | 'behind' | 'segmentName' | 'describePeople' | 'find' | 'holds'>;
  /** What can be answered already: told of what was used, what was settled without it, and who asked in spite of it. */
  knowledge: Pick<Knowledge, 'recordUse' | 'recordResolved' | 'contactAfter' | 'visitors'>;
  /** Pictures that mails name elsewhere, and those that came along: addresses of ours for both. */
  pictures: Pick<Pictures, 'link'>;
  files: Pick<Files, 'link'>;
  clock: Clock;
  /** What customers wait for: told of everything that starts, stops or pauses it. */
  clocks: Pick<Clocks, 'happened'>;
  newId: NewId;
  log: Log;
}

/** Who acts: an employee, for whatever speaks or owns. Keys and the house itself cannot. */
export function employeeOf(principal: Principal): { id: string; name: string } {
  if (principal.kind !== 'employee') throw new Refusal(refusals.employee_needed);
  return { id: principal.id, name: principal.label };
}

/** The value, or the refusal when there is none. */
export function orRefuse<T>(value: T | undefined, kind: RefusalKind): T {
  if (value === undefined) throw new Refusal(kind);
  return value;
}

/** What the policy of clocks looks at. Queues by id: names change. */
export const policyFactsOf = (
  moment: Pick<MomentRow, 'queueId' | 'priority' | 'channelKind' | 'language'>,
  customer: Pick<PolicyFacts, 'segments' | 'value'>,
): PolicyFacts => ({
  queue: moment.queueId,
  priority: String(moment.priority),
  channel: moment.channelKind ?? 'none',
  language: moment.language,
  ...customer,
});

export const isOpen = ({ state }: Pick<MomentRow, 'state'>) => state !== 'resolved' && state !== 'checked';

/** After the commit: inboxes read the moment anew, and whoever has it open hears of new entries. */
export function tellScreens(
  { realtime, db }: Pick<Ground, 'realtime' | 'db'>,
  tx: Tx,
  workspaceId: string,
  momentId: string,
  offeredTo?: string,
): void {
  tx.afterCommit(() => {
    void db
      .inWorkspace(workspaceId, (read) => findMoment(read, workspaceId, momentId), { readOnly: true })
      .then((moment) => {
        if (moment === undefined) return;
        const owner = moment.ownerEmployee ?? moment.ownerQueue ?? '';
        realtime.publish(momentChanged, workspaceId, {
          id: momentId,
          epoch: Number(moment.epoch),
          state: moment.state,
          owner,
          offeredTo: offeredTo ?? null,
        });
      })
      .catch(() => {});
    // Entries come from their source; this only says that there are some.
    realtime.nudge(momentEntries, workspaceId, momentId);
  });
}
