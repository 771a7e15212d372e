/**
 * Presence that ends by itself: who has given no sign of life for a while is not here, whatever their status says, and a
 * shift that ends takes its people off duty. A sign of life is any signed-in request or an open live connection.
 */
import type { Principal } from '#platform/auth';
import type { Clock } from '#platform/clock';
import type { Jobs } from '#platform/jobs';
import { setAvailabilityIn } from './availability.ts';
import type { Ground } from './ground.ts';
import { shiftJustEnded } from './rules/shifts.ts';
import { findOnDuty, holdEmployee, noteSeen, type OnDuty, onDuty } from './store/employees.ts';

const lookEveryMs = 5_000;

export interface SignsOfLife {
  seen(principal: Principal): void;
  stop(): void;
}

export function createSignsOfLife(
  ground: Ground,
  { jobs, clock, graceSeconds }: { jobs: Pick<Jobs, 'every'>; clock: Clock; graceSeconds: number },
): SignsOfLife {
  const { db, log } = ground;
  /** By workspace: who was seen here since the last time it was written down. */
  const seen = new Map<string, Set<string>>();
  // A server that was down must not take everybody for gone the moment it is back.
  const startedAt = clock.now();

  async function write(): Promise<void> {
    const noted = [...seen];
    seen.clear();
    for (const [workspaceId, ids] of noted) await db.inWorkspace(workspaceId, (tx) => noteSeen(tx, [...ids]));
  }

  const timer = setInterval(() => {
    write().catch((error: Error) => log.warn({ error: error.message }, 'could not note who is here'));
  }, lookEveryMs);
  timer.unref();

  /** Why somebody is not here any more; undefined while they are. */
  function whyGone({ since, seenAt, hours }: OnDuty): string | undefined {
    const now = clock.now();
    const lastSign = Math.max(seenAt?.getTime() ?? 0, since.getTime(), startedAt);
    if (now - lastSign > graceSeconds * 1000) return 'no sign of life';
    return hours !== null && shiftJustEnded(hours, since, new Date(now)) ? 'end of shift' : undefined;
  }

  jobs.every('people.presence', lookEveryMs, async () => {
    await write();
    for (const workspaceId of await db.workspaceIds()) {
      const here = await db.inWorkspace(workspaceId, (tx) => onDuty(tx), { readOnly: true });
      for (const { employeeId } of here.filter(whyGone)) {
        await db.inWorkspace(workspaceId, async (tx) => {
          // Looked at again with nobody else at it: they may have come back this very moment.
          await holdEmployee(tx, employeeId);
          const now = await findOnDuty(tx, employeeId);
          const label = now && whyGone(now);
          if (label === undefined) return;
          const house = { kind: 'system', id: 'people', label, workspaceId, role: 'owner' } as const;
          await setAvailabilityIn(ground, tx, house, employeeId, { presence: 'offline' });
        });
      }
    }
  });

  return {
    stop: () => clearInterval(timer),
    seen({ kind, id, workspaceId }) {
      if (kind !== 'employee') return;
      const here = seen.get(workspaceId);
      if (here) here.add(id);
      else seen.set(workspaceId, new Set([id]));
    },
  };
}
