/** What is asked about a promise: whose rows of which experiences, in which span. */
import type { Customers } from '#customers';
import type { Listen } from '#listen';
import { Refusal } from '#platform/contract';
import { faultOfSpan } from '../behaviour/rules/funnel.ts';
import { promiseRefusals, refusals } from '../contract.ts';
import type { MeasureDeps } from '../metrics/measure.ts';
import type { PropertyType } from '../rules/events-sql.ts';
import type { VoiceDeps } from '../voice/ground.ts';
import { type KeepingDeps, type Known, knownOne } from './promises.ts';
import { type Asked, allOf, type ToldBy, type Who } from './rules/promise-sql.ts';

export interface ExperienceDeps extends KeepingDeps, MeasureDeps {
  people: KeepingDeps['people'] & VoiceDeps['people'];
  listen: Pick<Listen, 'propertyTypes'>;
  customers: Customers;
}

export interface Span {
  from: string;
  to: string;
  timeZone: string;
}

export function mustBeSpan(span: Span): void {
  const fault = faultOfSpan(span);
  if (fault) throw new Refusal(refusals.no_such_span, { fields: [fault] });
}

export const iso = (at: number) => new Date(at).toISOString();

/** What people tell of: experiences that are still there, merged themes by the one they live on in. */
function toldByOf({ bound }: Known): { part: number; of: ToldBy }[] {
  return bound.flatMap((one, part): { part: number; of: ToldBy }[] => {
    if ('metric' in one) return [];
    if ('theme' in one) return one.theme ? [{ part, of: { ...one.of, themeId: one.theme.id } }] : [];
    return [{ part, of: one.of }];
  });
}

export async function askedOf(
  { listen, customers }: ExperienceDeps,
  workspaceId: string,
  promise: Known,
  span: Span,
  segmentIds: readonly (string | null | undefined)[],
): Promise<Asked> {
  const experiences = toldByOf(promise);
  const types = new Map<string, ReadonlyMap<string, PropertyType>>();
  for (const { of } of experiences)
    if (of.kind === 'event' && of.filters.length > 0) {
      const names = of.filters.map(({ property }) => property).filter((name) => !name.startsWith('$'));
      types.set(
        of.event,
        new Map([...(types.get(of.event) ?? []), ...(await listen.propertyTypes(workspaceId, of.event, names))]),
      );
    }
  return {
    workspaceId,
    experiences,
    from: span.from,
    to: span.to,
    person: customers.personOf('sender'),
    // What nobody sent yet is no mistake: a promise may come before its data.
    typesOf: (event) => (name) => types.get(event)?.get(name) ?? 'both',
    who: whoOf(customers, workspaceId, [promise.row.segmentId, ...segmentIds]),
  };
}

function whoOf(
  customers: Pick<Customers, 'inSegment'>,
  workspaceId: string,
  ids: readonly (string | null | undefined)[],
): Who | undefined {
  const segments = [...new Set(ids.flatMap((id) => id ?? []))];
  return allOf(segments.map((id) => customers.inSegment('sender', workspaceId, id)));
}

/** The names of segments that were asked for, or a refusal that says which is none. */
export async function segmentsNamed(
  { db, customers }: ExperienceDeps,
  workspaceId: string,
  ids: readonly string[],
  path = 'segments',
): Promise<{ id: string; name: string }[]> {
  return db.inWorkspace(
    workspaceId,
    async (tx) => {
      const all = [];
      for (const [at, id] of [...new Set(ids)].entries()) {
        const name = await customers.segmentName(tx, workspaceId, id);
        if (name === undefined)
          throw new Refusal(promiseRefusals.no_such_promise_segment, {
            fields: [{ path: path === 'segments' ? `segments.${at}` : path, message: 'no such segment' }],
          });
        all.push({ id, name });
      }
      return all;
    },
    { readOnly: true },
  );
}

export const findOne = (deps: ExperienceDeps, workspaceId: string, id: string): Promise<Known> =>
  deps.db.inWorkspace(workspaceId, (tx) => knownOne(deps, tx, workspaceId, id), { readOnly: true });
