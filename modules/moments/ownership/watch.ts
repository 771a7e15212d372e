/**
 * What happens when nobody clicks: offers that pass, owners who fall silent, moments that come back, queues that somebody
 * could serve; and the audit that looks whether the promise holds. Each look survives downtime: it asks what is due, not
 * what was planned.
 */
import type { Health } from '#platform/health';
import type { Metrics } from '#platform/metrics';
import { tellScreens } from '../ground.ts';
import { lookAtPromises } from '../promises.ts';
import * as agents from '../store/agents.ts';
import { appendEntry } from '../store/entries.ts';
import * as store from '../store/moments.ts';
import type { Acting } from './acts.ts';

const everyMs = 1_000;
const auditEveryMs = 15_000;
const lateMs = 5 * 60_000;

export function watchMoments(acting: Acting, { metrics, health }: { metrics: Metrics; health: Pick<Health, 'add'> }): void {
  const { db, jobs, ownership, log } = acting;
  const breaches = metrics.gauge('verona_moments_breaches', 'Open moments without exactly one owner who is able to act', []);
  const inQueues = metrics.gauge('verona_moments_in_queues', 'Open moments owned by a queue, not by a person', []);

  jobs.every('moments.watch', everyMs, async () => {
    for (const workspaceId of await db.workspaceIds()) {
      await expire(workspaceId);
      await wake(workspaceId);
      await lookAtPromises(acting, workspaceId);
      await returnSilent(workspaceId);
      await db.inWorkspace(workspaceId, async (tx) => {
        if (!(await store.anyQueued(tx, workspaceId))) return;
        await ownership.lock(tx, workspaceId);
        await ownership.fill(tx, workspaceId);
      });
    }
  });

  jobs.every('moments.audit', auditEveryMs, async () => {
    for (const workspaceId of await db.workspaceIds()) {
      const found = await auditOwnership(acting, workspaceId);
      if (found.breaches.length > 0)
        log.error({ workspaceId, breaches: found.breaches.slice(0, 10) }, 'moments without an able owner');
      await db.inWorkspace(workspaceId, (tx) => store.keepAudit(tx, workspaceId, found));
    }
    const last = await db.inSystem(store.lastAudits, { readOnly: true });
    breaches.set(Number(last.breaches));
    inQueues.set(Number(last.inQueues));
  });
  health.add({
    name: 'ownership',
    // The promise is broken, not the server: whoever is sent elsewhere would find it broken there too.
    advisory: true,
    async look() {
      const last = await db.inSystem(store.lastAudits, { readOnly: true });
      const late = last.oldestLook !== null && acting.clock.now() - last.oldestLook.getTime() > lateMs;
      if (Number(last.breaches) > 0) return `${last.breaches} open moments have no owner who is able to act`;
      return late ? 'the audit of ownership has not looked for a while' : undefined;
    },
  });

  async function expire(workspaceId: string): Promise<void> {
    const due = await db.inWorkspace(workspaceId, (tx) => agents.expiredOffers(tx, workspaceId), { readOnly: true });
    for (const { id, momentId } of due) {
      await db.inWorkspace(workspaceId, async (tx) => {
        await store.holdMoment(tx, workspaceId, momentId);
        const settled = await agents.settleOffer(tx, workspaceId, id, 'timeout', 'nobody answered in time');
        if (settled === undefined) return;
        const name = await ownership.nameOf(tx, workspaceId, { employee: settled.toEmployee });
        await appendEntry(tx, workspaceId, momentId, {
          id: acting.newId(),
          kind: 'event',
          author: { kind: 'system', name: 'Verona' },
          text: `${name} did not answer the offer in time; it stays with its owner.`,
          details: { event: 'timeout', offer: id },
        });
        tellScreens(acting, tx, workspaceId, momentId);
      });
    }
  }

  async function wake(workspaceId: string): Promise<void> {
    const due = await db.inWorkspace(workspaceId, (tx) => store.snoozeEnded(tx, workspaceId), { readOnly: true });
    for (const { id } of due) {
      await db.inWorkspace(workspaceId, async (tx) => {
        const moment = await store.holdMoment(tx, workspaceId, id);
        if (!moment?.snoozedUntil || moment.snoozedUntil.getTime() > acting.clock.now()) return;
        await store.touchMoment(tx, workspaceId, id, { snoozedUntil: null, state: 'open', attended: true });
        await appendEntry(tx, workspaceId, id, {
          id: acting.newId(),
          kind: 'event',
          author: { kind: 'system', name: 'Verona' },
          text: 'It is back, as it was put away for.',
          details: { event: 'resumed' },
        });
        tellScreens(acting, tx, workspaceId, id);
      });
    }
  }

  async function returnSilent(workspaceId: string): Promise<void> {
    const silent = await db.inWorkspace(workspaceId, (tx) => store.silent(tx, workspaceId), { readOnly: true });
    for (const { id } of silent) {
      await db.inWorkspace(workspaceId, async (tx) => {
        await ownership.lock(tx, workspaceId);
        const moment = await store.holdMoment(tx, workspaceId, id);
        const still = (await store.silent(tx, workspaceId)).some((each) => each.id === id);
        if (!(moment?.ownerEmployee && still)) return;
        const from = await ownership.nameOf(tx, workspaceId, { employee: moment.ownerEmployee });
        await ownership.route(tx, workspaceId, moment, { rule: 'owner_silent', from }, 'Routing', [moment.ownerEmployee]);
      });
    }
  }
}

export interface AuditFound {
  at: string;
  open: number;
  breaches: { momentId: string; breach: string }[];
  inQueues: number;
  oldestInQueueSince: string | null;
}

/** Looks now, in one snapshot. */
export function auditOwnership({ db }: Pick<Acting, 'db'>, workspaceId: string): Promise<AuditFound> {
  return db.inWorkspace(
    workspaceId,
    async (tx) => {
      const at = await store.instant(tx);
      const breaches = await store.breaches(tx, workspaceId);
      const { open, inQueues, oldest } = await store.ownedByQueues(tx, workspaceId);
      return {
        at: at.toISOString(),
        open: Number(open),
        breaches,
        inQueues: Number(inQueues),
        oldestInQueueSince: oldest?.toISOString() ?? null,
      };
    },
    { readOnly: true, isolation: 'repeatable read' },
  );
}
