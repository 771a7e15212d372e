/** SQL of samples: the last few bodies a webhook sent. */
import { jsonb, sql, type Tx } from '#platform/postgres';
import type { WebhookSample } from '../../contract/webhooks-in.ts';

const keptSamples = 10;
const keptBodyCharacters = 256 * 1024;

export interface NewSample {
  sourceId: string;
  contentType: string;
  headers: Record<string, string>;
  body: string;
  outcome: string;
}

/** Keeps one and lets go of the eleventh. */
export async function keepSample(tx: Tx, workspaceId: string, sample: NewSample): Promise<void> {
  const clean = (text: string) => text.replaceAll('\u0000', '\uFFFD');
  await tx.run(sql`
    insert into listen.webhook_sample (workspace_id, source_id, content_type, headers, body, outcome)
    values (${workspaceId}, ${sample.sourceId}, ${clean(sample.contentType).slice(0, 200)}, ${jsonb(sample.headers)},
            ${clean(sample.body).slice(0, keptBodyCharacters)}, ${clean(sample.outcome).slice(0, 1000)})`);
  await tx.run(sql`
    delete from listen.webhook_sample
     where workspace_id = ${workspaceId} and source_id = ${sample.sourceId}
       and id < (select id from listen.webhook_sample
                  where workspace_id = ${workspaceId} and source_id = ${sample.sourceId}
                  order by id desc limit 1 offset ${keptSamples - 1})`);
}

export async function listSamples(tx: Tx, workspaceId: string, sourceId: string): Promise<WebhookSample[]> {
  const rows = await tx.many<Omit<WebhookSample, 'receivedAt'> & { receivedAt: Date }>(sql`
    select id, received_at as "receivedAt", content_type as "contentType", headers, body, outcome from listen.webhook_sample
     where workspace_id = ${workspaceId} and source_id = ${sourceId} order by id desc limit ${keptSamples}`);
  return rows.map((row) => ({ ...row, receivedAt: row.receivedAt.toISOString() }));
}

/** Samples are for writing mappings, not for keeping: they go after a week. */
export async function forgetOldSamples(tx: Tx, workspaceId: string): Promise<void> {
  await tx.run(
    sql`delete from listen.webhook_sample where workspace_id = ${workspaceId} and received_at < now() - interval '7 days'`,
  );
}
