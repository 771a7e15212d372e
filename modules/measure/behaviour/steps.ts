/** What every question about behaviour needs before it is asked, and how the people behind its answer are named. */
import type { Customers } from '#customers';
import type { Listen } from '#listen';
import type { ClickHouse } from '#platform/clickhouse';
import type { Clock } from '#platform/clock';
import { Refusal, type ReplyOf } from '#platform/contract';
import { type funnelPeople, refusals, type Step } from '../contract.ts';
import { type Named, typesOf } from '../property-types.ts';
import type { TypeOf } from '../rules/events-sql.ts';
import type { PersonRow } from './analytics/funnel.ts';
import { faultOfSpan } from './rules/funnel.ts';
import type { BehaviourContext } from './rules/steps-sql.ts';

export interface BehaviourDeps {
  clickhouse: ClickHouse;
  listen: Pick<Listen, 'propertyTypes'>;
  customers: Pick<Customers, 'personOf' | 'describePeople'>;
  clock: Clock;
}

/** A step and where in the question it stands, with what else of its event's properties is asked there. */
export interface Placed extends Step {
  path: string;
  also?: Named[];
}

/** Throws `measure.no_such_span` and `measure.no_such_property`, naming every place. */
export async function behaviourContext(
  deps: Pick<BehaviourDeps, 'listen' | 'customers'>,
  workspaceId: string,
  span: { from: string; to: string },
  placed: readonly Placed[],
): Promise<BehaviourContext> {
  const fault = faultOfSpan(span);
  if (fault) throw new Refusal(refusals.no_such_span, { detail: `${fault.path}: ${fault.message}`, fields: [fault] });
  const byEvent = new Map<string, Named[]>();
  for (const { event, filters, path, also = [] } of placed) {
    const named = filters.map((filter, at) => ({ path: `${path}.filters.${at}.property`, name: filter.property }));
    byEvent.set(event, [...(byEvent.get(event) ?? []), ...named, ...also]);
  }
  const types = new Map<string | undefined, TypeOf>();
  for (const [event, named] of byEvent) types.set(event, await typesOf(deps.listen, workspaceId, event, named));
  return { workspaceId, person: deps.customers.personOf('sender'), typesOf: (event) => types.get(event) ?? (() => 'both') };
}

/** The rows as people with names; whoever was erased meanwhile is left out. */
export async function namedPeople(
  { customers }: Pick<BehaviourDeps, 'customers'>,
  workspaceId: string,
  rows: readonly PersonRow[],
): Promise<ReplyOf<typeof funnelPeople>> {
  const people = await customers.describePeople(
    workspaceId,
    rows.map(({ person }) => person),
  );
  return {
    total: rows[0]?.total ?? 0,
    people: rows.flatMap(({ person, at }) => {
      const known = people.get(person);
      return known ? [{ ...known, lastAt: new Date(Number(at)).toISOString() }] : [];
    }),
  };
}
