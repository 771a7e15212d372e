/** Dashboards by mail, at the hour somebody chose. */
import type { People } from '#people';
import type { Principal } from '#platform/auth';
import type { Clock } from '#platform/clock';
import { Refusal, z } from '#platform/contract';
import type { Jobs } from '#platform/jobs';
import type { Mail } from '#platform/mail';
import { type DigestWords, toldRefusals } from '../contract.ts';
import { readDashboard, wholeOf } from '../saved/dashboards.ts';
import { findDashboard } from '../saved/store.ts';
import { type KeepingDeps, maySee } from '../saved/views.ts';
import { type AnsweringBoards, answerBoard } from './answered.ts';
import { nextOccurrence } from './rules/next-occurrence.ts';
import { letterOf } from './rules/words.ts';
import * as store from './store.ts';

export interface DigestDeps extends KeepingDeps, AnsweringBoards {
  people: Pick<People, 'policy' | 'employee'>;
  jobs: Pick<Jobs, 'handle' | 'every' | 'add'>;
  mail: Pick<Mail, 'send'>;
  clock: Clock;
  baseUrl: string;
}

const wordsOf = ({ every, weekday, hour, timeZone, nextAt, lastSentAt }: store.DigestRow) => ({
  ...{ every, weekday, hour, timeZone },
  nextAt: nextAt.toISOString(),
  lastSentAt: lastSentAt?.toISOString() ?? null,
});

export async function readDigest(deps: DigestDeps, principal: Principal, dashboardId: string) {
  await readDashboard(deps, principal, dashboardId);
  const { workspaceId, id } = principal;
  const row = await deps.db.inWorkspace(workspaceId, (tx) => store.digestOf(tx, workspaceId, dashboardId, id), {
    readOnly: true,
  });
  return { digest: row ? wordsOf(row) : null };
}

export async function setDigest(deps: DigestDeps, principal: Principal, dashboardId: string, words: DigestWords) {
  if (principal.kind !== 'employee') throw new Refusal(toldRefusals.employee_needed);
  await readDashboard(deps, principal, dashboardId);
  const { workspaceId, id: employeeId } = principal;
  const nextAt = new Date(nextOccurrence(words, deps.clock.now()));
  const digest = { id: deps.newId(), dashboardId, employeeId, words, nextAt };
  const row = await deps.db.inWorkspace(workspaceId, (tx) => store.setDigest(tx, workspaceId, digest));
  return { digest: wordsOf(row) };
}

export async function stopDigest(deps: DigestDeps, principal: Principal, dashboardId: string): Promise<void> {
  await readDashboard(deps, principal, dashboardId);
  const { workspaceId, id } = principal;
  await deps.db.inWorkspace(workspaceId, (tx) => store.deleteDigest(tx, workspaceId, dashboardId, id));
}

const letter = {
  name: 'measure.send_digest',
  payload: z.object({ workspaceId: z.uuid(), digestId: z.uuid(), occurrence: z.string() }),
  // Bulk work: nobody waits with the page open.
  priority: 10,
};
const lookEveryMs = 20_000;
const atOnce = 100;

/** Turns what is due into jobs, one an occurrence, and does them. */
export function watchDigests(deps: DigestDeps): void {
  deps.jobs.handle(letter, ({ payload }) =>
    sendDigest(deps, payload.workspaceId, payload.digestId, new Date(payload.occurrence)),
  );
  deps.jobs.every('measure.digests_due', lookEveryMs, async () => {
    for (const workspaceId of await deps.db.workspaceIds()) await queueDue(deps, workspaceId);
  });
}

/** A house that was off for a week sends one letter, not seven: what is next is counted from now. */
export function queueDue(deps: DigestDeps, workspaceId: string): Promise<number> {
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    const due = await store.takeDue(tx, workspaceId, new Date(deps.clock.now()), atOnce);
    for (const row of due) {
      const occurrence = row.nextAt.toISOString();
      await store.moveOn(tx, workspaceId, row.id, new Date(nextOccurrence(row, deps.clock.now())));
      await deps.jobs.add(tx, letter, { workspaceId, digestId: row.id, occurrence }, { key: `digest:${row.id}:${occurrence}` });
    }
    return due.length;
  });
}

/**
 * Sends one occurrence. Repeatable: the occurrence is claimed in the transaction that hands the letter over, so a second try
 * after a success does nothing, and a failure leaves it to the next try.
 */
export async function sendDigest(deps: DigestDeps, workspaceId: string, digestId: string, occurrence: Date): Promise<void> {
  const found = await deps.db.inWorkspace(
    workspaceId,
    async (tx) => {
      const digest = await store.findDigest(tx, workspaceId, digestId);
      const row = digest && (await findDashboard(tx, workspaceId, digest.dashboardId));
      if (!(digest && row && maySee(row, { id: digest.employeeId }))) return undefined;
      return { digest, board: await wholeOf(tx, { workspaceId, id: digest.employeeId }, row) };
    },
    { readOnly: true },
  );
  const employee = found && (await deps.people.employee(workspaceId, found.digest.employeeId));
  // Taken away, no longer theirs to see, or gone from the company: nobody is owed a letter.
  if (!found || employee?.status !== 'active') return;
  const { board } = found;
  const tiles = await answerBoard(deps, workspaceId, board, occurrence.getTime(), {
    compared: true,
    personal: deps.people.policy(employee.role, 'personal.read'),
  });
  const words = letterOf({ title: board.title, url: `${deps.baseUrl}/dashboards/${board.id}`, tiles });
  await deps.db.inWorkspace(workspaceId, async (tx) => {
    if (await store.claimOccurrence(tx, workspaceId, digestId, occurrence))
      await deps.mail.send({ to: employee.email, ...words });
  });
}
