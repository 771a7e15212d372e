/** Where surveys meet the rooms after them: who is who, what they allow, and what was settled lately. */
import type { Customers } from '#customers';
import type { Listen } from '#listen';
import { type Moments, momentResolved } from '#moments';
import { Refusal } from '#platform/contract';
import type { Events } from '#platform/events';

/** Somebody who said yes or no to either was asked about this. */
const purposes = ['surveys', 'survey', 'research', 'feedback'];

interface Joined {
  listen: Pick<Listen, 'surveys'>;
  customers: Pick<Customers, 'find' | 'sendersTogether' | 'describePeople' | 'behind' | 'allows'>;
  moments: Pick<Moments, 'whereTheyWrote'>;
  events: Pick<Events, 'subscribe'>;
}

export function joinSurveys({ listen, customers, moments, events }: Joined): void {
  listen.surveys.askAbout({
    async find(tx, workspaceId, ref) {
      try {
        const { name, senderNos } = await customers.find(tx, workspaceId, ref);
        return { name: name ?? ref, senderNos };
      } catch (error) {
        if (error instanceof Refusal) return undefined;
        throw error;
      }
    },
    together: (tx, workspaceId, senderNo) => customers.sendersTogether(tx, workspaceId, senderNo),
    async namesOf(workspaceId, senderNos) {
      const people = await customers.describePeople(workspaceId, senderNos);
      return new Map([...people].flatMap(([no, { name }]) => (name ? [[no, name] as const] : [])));
    },
    async consent(tx, workspaceId, senderNos) {
      const said = await customers.allows(tx, workspaceId, senderNos, purposes);
      return said === 'unknown' ? 'unsaid' : said;
    },
    async isMember(tx, workspaceId, segment, senderNos) {
      const known = await customers.behind(tx, workspaceId, senderNos);
      return [...known.values()].some(({ segments }) => segments.some(({ id }) => id === segment));
    },
  });
  events.subscribe({
    name: 'listen.surveys_after_moments',
    types: [momentResolved.type],
    async handle(tx, { workspaceId, data }) {
      const { id } = momentResolved.data.parse(data);
      const wrote = await moments.whereTheyWrote(tx, workspaceId, id);
      if (wrote) await listen.surveys.resolved(tx, workspaceId, { momentId: id, ...wrote });
    },
  });
}
