/** HTTP of what leaves the house: contract in, use case, contract out. */
import { z } from '#platform/contract';
import type { Bind, BindRaw } from '#platform/http';
import * as contract from '../contract.ts';
import { type DigestDeps, readDigest, setDigest, stopDigest, watchDigests } from './digests.ts';
import { createLink, createSharedPages, type LinkDeps, listLinks, revokeLink } from './links.ts';

export function bindTold(deps: LinkDeps & DigestDeps & { bind: Bind; bindRaw: BindRaw }): void {
  const { bind, bindRaw } = deps;
  bind(contract.listLinks, async ({ principal, params }) => ({ items: await listLinks(deps, principal, params.id) }));
  bind(contract.createLink, ({ principal, params, body }) => createLink(deps, principal, params.id, body));
  bind(contract.revokeLink, async ({ principal, params }) => revokeLink(deps, principal, params.id, params.link));
  bind(contract.readDigest, ({ principal, params }) => readDigest(deps, principal, params.id));
  bind(contract.setDigest, ({ principal, params, body }) => setDigest(deps, principal, params.id, body));
  bind(contract.stopDigest, async ({ principal, params }) => stopDigest(deps, principal, params.id));
  const shared = createSharedPages(deps);
  bindRaw(
    {
      id: 'measure.shared_dashboard',
      method: 'GET',
      path: '/shared/:secret',
      summary: 'A dashboard for whoever has its secret link: figures and tables, nobody behind them',
      public: 'The secret in the address is the proof; it expires and can be closed.',
      bodyLimit: 0,
      described: {
        replyType: 'text/html',
        params: z.object({ secret: z.string().meta({ examples: ['vdl_…'] }) }),
      },
    },
    ({ params, ip }) => shared(params.secret ?? '', ip),
  );
  watchDigests(deps);
}
