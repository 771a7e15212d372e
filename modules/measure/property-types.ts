/** How the properties a question names were sent. An unknown one is a mistake worth naming, not an empty chart. */
import type { Listen } from '#listen';
import { Refusal } from '#platform/contract';
import { refusals } from './contract.ts';
import type { TypeOf } from './rules/events-sql.ts';

const ofColumns = new Set(['$event', '$source', '$kind']);

/** A property, and where in the question it stands. */
export interface Named {
  path: string;
  name: string;
}

/** Throws `measure.no_such_property`, naming every place, when the catalogue knows one of them not. `event` undefined: any event. */
export async function typesOf(
  listen: Pick<Listen, 'propertyTypes'>,
  workspaceId: string,
  event: string | undefined,
  named: readonly Named[],
): Promise<TypeOf> {
  const asked = named.filter(({ name }) => !ofColumns.has(name));
  const types = await listen.propertyTypes(
    workspaceId,
    event,
    asked.map(({ name }) => name),
  );
  const unknown = asked.filter(({ name }) => !types.has(name));
  if (unknown.length > 0) {
    const fields = unknown.map(({ path, name }) => ({ path, message: `no event carries "${name}"` }));
    throw new Refusal(refusals.no_such_property, { detail: fields.map(({ message }) => message).join('; '), fields });
  }
  return (property) => types.get(property) ?? 'both';
}

/** Throws `measure.not_a_number` when the property was only ever sent as text. */
export function assertNumber(typeOf: TypeOf, property: string, path: string): void {
  if (typeOf(property) !== 'text') return;
  throw new Refusal(refusals.not_a_number, { fields: [{ path, message: `"${property}" was only ever sent as text` }] });
}
