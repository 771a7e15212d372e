/** A tile's question. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { CallOf, ReplyOf, Route } from '#platform/contract';
import { useRoute } from '../../../api.ts';
import { createLine } from '../../../line.ts';
import type { ProblemError } from '../../../problem.ts';

/**
 * Tiles take turns: a browser opens six connections to one house, and a dashboard of slow questions would leave none for
 * whoever clicks. A tile that goes away gives its turn back and kills its question.
 */
const turns = createLine(3);

export function useTile<T extends Route>(route: T, args: CallOf<T>): UseQueryResult<ReplyOf<T>, ProblemError> {
  // The arguments of a route that needs some; TypeScript cannot tell which of the two a generic route is.
  return (useRoute as (...rest: unknown[]) => UseQueryResult<ReplyOf<T>, ProblemError>)(route, args, {
    keepPrevious: true,
    line: turns,
  });
}
