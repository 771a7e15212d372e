/** A moment that somebody saw: a call, a visit, a word in the shop. */
import type { Principal } from '#platform/auth';
import { Refusal } from '#platform/contract';
import { refusals } from './contract.ts';
import { employeeOf, orRefuse, tellScreens } from './ground.ts';
import type { Acting } from './ownership/acts.ts';
import { findAgent, findQueue } from './store/agents.ts';
import { appendEntry } from './store/entries.ts';
import { holdMoment } from './store/moments.ts';

interface Asked {
  title: string;
  customer?: string | undefined;
  kind: string;
  note?: string | undefined;
  priority: number;
  skills: string[];
  queue?: string | undefined;
  mine: boolean;
}

export function openByHand(acting: Acting, principal: Principal, asked: Asked): Promise<string> {
  const { workspaceId } = principal;
  const me = employeeOf(principal);
  const { title, kind, priority, skills, queue: queueId } = asked;
  return acting.db.inWorkspace(workspaceId, async (tx) => {
    if (asked.mine && !(await findAgent(tx, workspaceId, me.id))?.able) await acting.people.comeOnline(tx, principal);
    await acting.ownership.lock(tx, workspaceId);
    if (asked.mine && !(await findAgent(tx, workspaceId, me.id))?.able) throw new Refusal(refusals.owner_unable);
    if (queueId) orRefuse(await findQueue(tx, workspaceId, queueId), refusals.no_such_queue);
    const customer = asked.customer ? await acting.customers.find(tx, workspaceId, asked.customer) : undefined;
    const id = await acting.ownership.open(tx, workspaceId, {
      kind,
      title,
      senderNo: customer?.senderNos[0] ?? null,
      priority,
      skills,
      ...(queueId && { queueId }),
      openedBy: { rule: 'by_hand', sentence: `${me.name} opened it by hand.`, employee: me.id },
      ...(asked.mine && { owner: me }),
      by: me.name,
    });
    if (asked.note) {
      await holdMoment(tx, workspaceId, id);
      await appendEntry(tx, workspaceId, id, {
        id: acting.newId(),
        kind: 'note',
        author: { kind: 'employee', id: me.id, name: me.name },
        text: asked.note,
      });
    }
    tellScreens(acting, tx, workspaceId, id);
    return id;
  });
}
