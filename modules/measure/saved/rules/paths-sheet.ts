/** Paths as a table: one row a step from one event to the next. */
import type { ReplyOf } from '#platform/contract';
import type { PathPlace, paths, Sheet } from '../../contract.ts';

const nameOf = ({ event, rest }: PathPlace) => (rest ? '(all others)' : (event ?? '(end)'));

export function pathsSheet({ visits, edges }: ReplyOf<typeof paths>): Sheet {
  return {
    figure: { value: visits, unit: 'visits' },
    columns: [
      { name: 'place', type: 'number' },
      { name: 'from_event', type: 'text' },
      { name: 'to_event', type: 'text' },
      { name: 'visits', type: 'number' },
      { name: 'share', type: 'number', as: 'share' },
    ],
    rows: edges.map(({ at, from, to, visits: went }) => [at, nameOf(from), nameOf(to), went, visits > 0 ? went / visits : null]),
  };
}
