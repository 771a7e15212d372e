/** SQL of ears: how far each was read, how it goes, and the public words an answer may point at. */
import { createHash } from 'node:crypto';
import { jsonb, sql, type Tx } from '#platform/postgres';
import type { PlaceState } from './rules/walk.ts';
import type { Learned } from './voice.ts';

export interface EarRow {
  channelId: string;
  places: Record<string, PlaceState>;
  learned: Learned;
  lookedAt: Date | null;
  heardAt: Date | null;
  heard: string;
  nextAt: Date;
  failures: string;
  trouble: string | null;
  troubleSince: Date | null;
}

const columns = sql`channel_id as "channelId", places, learned, looked_at as "lookedAt", heard_at as "heardAt", heard,
  next_at as "nextAt", failures, trouble, trouble_since as "troubleSince"`;

export async function insertEar(tx: Tx, workspaceId: string, channelId: string, at: Date): Promise<void> {
  await tx.run(sql`
    insert into listen.ear (workspace_id, channel_id, next_at) values (${workspaceId}, ${channelId}, ${at})`);
}

export const findEar = (tx: Tx, workspaceId: string, channelId: string): Promise<EarRow | undefined> =>
  tx.maybe(sql`select ${columns} from listen.ear where workspace_id = ${workspaceId} and channel_id = ${channelId}`);

/** Ears of channels that are switched on whose time has come, and that nobody is at. */
export const dueEars = (tx: Tx, workspaceId: string, now: Date): Promise<{ channelId: string }[]> =>
  tx.many(sql`
    select e.channel_id as "channelId"
      from listen.ear e join listen.channel c on c.workspace_id = e.workspace_id and c.id = e.channel_id
     where e.workspace_id = ${workspaceId} and c.enabled and e.next_at <= ${now}
       and (e.held_until is null or e.held_until < ${now})
     order by e.next_at`);

/** False while another look is under way. */
export async function holdEar(tx: Tx, workspaceId: string, channelId: string, now: Date, until: Date): Promise<boolean> {
  const held = await tx.run(sql`
    update listen.ear set held_until = ${until}
     where workspace_id = ${workspaceId} and channel_id = ${channelId} and (held_until is null or held_until < ${now})`);
  return held === 1;
}

export async function keepPlace(tx: Tx, workspaceId: string, channelId: string, place: string, state: PlaceState): Promise<void> {
  await tx.run(sql`
    update listen.ear set places = places || jsonb_build_object(${place}::text, ${jsonb(state)})
     where workspace_id = ${workspaceId} and channel_id = ${channelId}`);
}

export async function keepLearned(tx: Tx, workspaceId: string, channelId: string, learned: Learned): Promise<void> {
  await tx.run(sql`
    update listen.ear set learned = ${jsonb(learned)} where workspace_id = ${workspaceId} and channel_id = ${channelId}`);
}

export async function noteHeard(tx: Tx, workspaceId: string, channelId: string, at: Date): Promise<void> {
  await tx.run(sql`
    update listen.ear set heard = heard + 1, heard_at = ${at} where workspace_id = ${workspaceId} and channel_id = ${channelId}`);
}

export async function noteLooked(tx: Tx, workspaceId: string, channelId: string, at: Date, nextAt: Date): Promise<void> {
  await tx.run(sql`
    update listen.ear
       set looked_at = ${at}, next_at = ${nextAt}, failures = 0, trouble = null, trouble_since = null, held_until = null
     where workspace_id = ${workspaceId} and channel_id = ${channelId}`);
}

export async function noteTrouble(
  tx: Tx,
  workspaceId: string,
  channelId: string,
  { at, nextAt, reason }: { at: Date; nextAt: Date; reason: string },
): Promise<void> {
  await tx.run(sql`
    update listen.ear
       set next_at = ${nextAt}, failures = failures + 1, trouble = ${reason},
           trouble_since = coalesce(trouble_since, ${at}), held_until = null
     where workspace_id = ${workspaceId} and channel_id = ${channelId}`);
}

/** It is looked at at once; what was learned under another account or address is forgotten. */
export async function lookSoon(tx: Tx, workspaceId: string, channelId: string, at: Date, anew: boolean): Promise<void> {
  await tx.run(sql`
    update listen.ear set next_at = ${at}, failures = 0 ${anew ? sql`, places = '{}', learned = '{}'` : sql``}
     where workspace_id = ${workspaceId} and channel_id = ${channelId}`);
}

// ── what was said in public ─────────────────────────────────────────────────────────────────────────────────────────────

const keyOf = (externalId: string) => createHash('sha256').update(externalId).digest();

/** Which of these are known already, theirs or ours, erased ones included. */
export async function knownMentions(
  tx: Tx,
  workspaceId: string,
  channelId: string,
  externalIds: readonly string[],
): Promise<Set<string>> {
  const byKey = new Map(externalIds.map((externalId) => [keyOf(externalId).toString('hex'), externalId]));
  const rows = await tx.many<{ key: string }>(sql`
    select encode(key, 'hex') as key from listen.mention
     where workspace_id = ${workspaceId} and channel_id = ${channelId}
       and key in (select decode(each, 'hex') from unnest(${[...byKey.keys()]}::text[]) as each)`);
  return new Set(rows.map(({ key }) => byKey.get(key) ?? ''));
}

/** The conversation in which this was said. */
export const threadOf = async (tx: Tx, workspaceId: string, channelId: string, externalId: string) =>
  (
    await tx.maybe<{ thread: string }>(sql`
      select thread from listen.mention
       where workspace_id = ${workspaceId} and channel_id = ${channelId} and key = ${keyOf(externalId)}`)
  )?.thread;

export async function keepMention(
  tx: Tx,
  workspaceId: string,
  mention: { channelId: string; externalId: string; thread: string; senderNo: string; ours: boolean; reference: unknown },
): Promise<void> {
  const { channelId, externalId, thread, senderNo, ours, reference } = mention;
  await tx.run(sql`
    insert into listen.mention (workspace_id, channel_id, key, thread, sender_no, ours, reference)
    values (${workspaceId}, ${channelId}, ${keyOf(externalId)}, ${thread}, ${senderNo}, ${ours}, ${jsonb(reference)})
    on conflict do nothing`);
}

/** Their last words in a conversation: what an answer goes to. */
export const lastMention = (
  tx: Tx,
  workspaceId: string,
  channelId: string,
  thread: string,
): Promise<{ reference: Record<string, unknown>; senderNo: string } | undefined> =>
  tx.maybe(sql`
    select reference, sender_no as "senderNo" from listen.mention
     where workspace_id = ${workspaceId} and channel_id = ${channelId} and thread = ${thread} and not ours
     order by kept_at desc limit 1`);

/** Forgets who said it, where, and to whom: a hash stays, so that what is still out there is not heard anew. */
export const forgetMentions = (tx: Tx, workspaceId: string, senderNos: readonly string[]): Promise<number> =>
  tx.run(sql`
    update listen.mention set thread = '', sender_no = 0, reference = '{}'
     where workspace_id = ${workspaceId} and sender_no = any(${[...senderNos]}::bigint[])`);
