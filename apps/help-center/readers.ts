/** Who reads: a key without a cookie, and no key for programs that read every page. */
import type { Visitors } from '#knowledge';
import type { Clock } from '#platform/clock';
import type { RawRequest } from '#platform/http';

/** Programs that read every page are nobody who needs help. */
const machines = /bot|crawl|spider|slurp|preview|monitor|curl|wget|python|headless(?!chrome)/i;

export const headerOf = (headers: RawRequest['headers'], name: string): string => {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
};

export function createReaders(visitors: Visitors, clock: Clock) {
  const visitorOf = ({ ip, headers }: RawRequest, workspaceId: string): string =>
    visitors.keyOf(workspaceId, { ip, userAgent: headerOf(headers, 'user-agent') }, clock.now());
  return {
    visitorOf,
    readerOf(request: RawRequest, workspaceId: string): { visitor: string | undefined } {
      const isMachine = machines.test(headerOf(request.headers, 'user-agent'));
      const isPrefetch = /prefetch/i.test(headerOf(request.headers, 'sec-purpose'));
      return { visitor: isMachine || isPrefetch ? undefined : visitorOf(request, workspaceId) };
    },
  };
}
