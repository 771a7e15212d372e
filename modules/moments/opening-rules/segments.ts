/** Whoever enters a segment that a rule watches has a moment: a valued customer at risk, before they say a word. */

import { Refusal } from '#platform/contract';
import type { DomainEvent, Subscription } from '#platform/events';
import type { Tx } from '#platform/postgres';
import type { Watching } from './lane.ts';
import { openBy } from './open.ts';
import { sentenceFor, titleFor } from './rules/tell.ts';
import { rulesInForce } from './store/rules.ts';

/** So many at once are a change of the segment or of its data, not so many customers who need somebody now. */
const mostAtOnce = 200;

export function enteredSegments(watching: Watching): Subscription {
  return {
    name: 'moments.opening_by_segment',
    types: ['customers.segment_entered'],
    async handle(tx, event) {
      const { segment, ids } = event.data as { segment: string; ids: string[] };
      const rules = (await rulesInForce(tx, event.workspaceId)).filter(
        ({ since, body: { trigger } }) => trigger.kind === 'segment_entered' && trigger.segment === segment && event.at >= since,
      );
      if (rules.length === 0) return;
      if (ids.length > mostAtOnce)
        watching.log.warn(
          { workspaceId: event.workspaceId, segment, entered: ids.length, opened: mostAtOnce },
          'too many entered a segment at once for a moment each',
        );
      await watching.ownership.lock(tx, event.workspaceId);
      for (const id of ids.slice(0, mostAtOnce)) {
        const customer = await known(watching, tx, event, id);
        if (customer === undefined) continue;
        for (const rule of rules) {
          await openBy(watching, tx, event.workspaceId, rule, {
            key: `segment ${event.id} ${id}`,
            senderNo: customer.senderNos[0] ?? null,
            title: titleFor(rule.body.title, { customer: customer.name }),
            sentence: sentenceFor(rule.body.trigger, segment),
            at: event.at,
            claimed: false,
            details: { segment },
          });
        }
      }
    },
  };
}

/** Undefined when they were erased since. */
async function known({ customers }: Watching, tx: Tx, { workspaceId }: DomainEvent, id: string) {
  try {
    return await customers.find(tx, workspaceId, id);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}
