/** Makes a segment of the people behind a figure: bar, edge or cell. */

import type { Customers } from '#customers';
import { mostListed } from '#customers/contract';
import type { Principal } from '#platform/auth';
import type { BodyOf, ReplyOf } from '#platform/contract';
import type { keepFigure } from '../contract.ts';
import { type FigureDeps, peopleBehind } from './people.ts';

export async function keep(
  deps: FigureDeps & { customers: Pick<Customers, 'keepList'> },
  principal: Principal,
  { figure, ...words }: BodyOf<typeof keepFigure>,
): Promise<ReplyOf<typeof keepFigure>> {
  // One more than a list bears, so that it is refused instead of cut.
  const rows = await peopleBehind(deps, principal.workspaceId, figure, mostListed + 1);
  const segment = await deps.customers.keepList(principal, { ...words, nos: rows.map(({ person }) => person) });
  return { id: segment.id, name: segment.name, people: segment.list?.people ?? 0 };
}
