/** A record that was kept aside, tried once more: the mapping may have been corrected since. */
import { Refusal } from '#platform/contract';
import type { Db } from '#platform/postgres';
import { webhookInRefusals } from '../../contract/webhooks-in.ts';
import type { Item } from '../../ingest/intake.ts';
import { takeSettings } from '../store/incoming.ts';
import { type KeptRecord, readMapping, translate } from './translate.ts';

export function readAgain({ db, now, newId }: { db: Db; now: () => number; newId: () => string }) {
  return async (workspaceId: string, sourceId: string, kept: KeptRecord): Promise<Item[]> => {
    const settings = await db.inWorkspace(workspaceId, (tx) => takeSettings(tx, workspaceId, sourceId));
    const mapping = settings && readMapping(settings.mapping);
    if (!mapping?.ok) throw new Refusal(webhookInRefusals.no_such_webhook);
    const trusted = settings?.verification.scheme !== 'none';
    const { headers, digest, line, record } = kept;
    return translate([{ line, record }], { mapping: mapping.mapping, headers, digest, trusted, now: now(), newId }).items;
  };
}
