/** Knowing an address in microseconds: tokens, and what stands behind them, ready to use. */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Db } from '#platform/postgres';
import type { Secrets } from '#platform/secrets';
import type { Verification, WebhookBody } from '../../contract/webhooks-in.ts';
import type { CompiledMapping } from '../../mapping/rules/compile.ts';
import * as store from '../store/incoming.ts';
import { readMapping } from './translate.ts';

/** A webhook as its door uses it. */
export interface KnownWebhook {
  workspaceId: string;
  sourceId: string;
  verification: Verification;
  secrets: string[];
  body: WebhookBody;
  mapping: CompiledMapping;
}

export interface Addresses {
  byToken(token: string): Promise<KnownWebhook | undefined>;
  /** After a change in this process; others follow within a second. */
  forget(): void;
}

export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();

/** A stopped or renewed address is refused within this time on every process. */
const rememberMs = 1_000;

export function createAddresses({ db, secrets }: { db: Db; secrets: Secrets }): Addresses {
  // Wrong tokens are remembered too: a flood of them costs one look-up a second each.
  const known = new LRUCache<string, { webhook: KnownWebhook | undefined }>({ max: 10_000, ttl: rememberMs });
  // Compiling costs more than finding; the same text gives the same mapping.
  const compiled = new LRUCache<string, CompiledMapping>({ max: 1_000 });

  function mappingOf(text: string): CompiledMapping {
    const kept = compiled.get(text);
    if (kept) return kept;
    const read = readMapping(text);
    if (!read.ok) throw new Error(`a stored mapping does not compile: ${read.problems[0]?.message}`);
    compiled.set(text, read.mapping);
    return read.mapping;
  }

  const looking = new Map<string, Promise<KnownWebhook | undefined>>();
  async function lookUp(token: string): Promise<KnownWebhook | undefined> {
    const row = await db.inSystem((tx) => store.webhookByToken(tx, tokenHash(token)), { readOnly: true });
    const webhook = row && {
      ...row,
      secrets: row.secrets.map(({ id, sealed }) => secrets.open(sealed, id)),
      mapping: mappingOf(row.mapping),
    };
    known.set(token, { webhook });
    return webhook;
  }

  return {
    async byToken(token) {
      const remembered = known.get(token);
      if (remembered) return remembered.webhook;
      // A crowd that finds nothing remembered asks once.
      const underWay = looking.get(token) ?? lookUp(token).finally(() => looking.delete(token));
      looking.set(token, underWay);
      return underWay;
    },
    forget: () => known.clear(),
  };
}
