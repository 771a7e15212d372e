/** SQL of the directory. */
import { empty, join, sql, type Tx } from '#platform/postgres';
import type { CustomerKind } from '../contract/people.ts';
import type { PersonRow } from '../identity/store/people.ts';
import { anywhere, type Wanted } from './rules/search.ts';

const columns = sql`p.no, p.id, p.kind, p.verified, p.name, p.email, p.phone, p.identifiers::float8 as identifiers,
  p.first_seen as "firstSeen", p.last_seen as "lastSeen"`;

export interface DirectoryFilter {
  kinds: readonly CustomerKind[];
  wanted: Wanted | undefined;
  before: { lastSeen: string; no: string } | undefined;
  limit: number;
}

/** Newest activity first. Kind by kind, because the index is ordered within a kind; each gives at most one page. */
export function list(tx: Tx, workspaceId: string, { kinds, wanted, before, limit }: DirectoryFilter): Promise<PersonRow[]> {
  const words =
    wanted &&
    join(
      wanted.words.map((word) => sql`p.search like ${anywhere(word)}`),
      ' and ',
    );
  const digits = wanted?.digits === undefined ? empty : sql`or p.search like ${anywhere(wanted.digits)}`;
  return tx.many<PersonRow>(sql`
    select one.* from unnest(${kinds}::text[]) as asked (kind) cross join lateral (
      select ${columns} from customers.person p
       where p.workspace_id = ${workspaceId} and p.kind = asked.kind
         ${words ? sql`and ((${words}) ${digits})` : empty}
         ${before ? sql`and (p.last_seen, p.no) < (${before.lastSeen}::timestamptz, ${before.no}::bigint)` : empty}
       order by p.last_seen desc, p.no desc limit ${limit}) one
     order by one."lastSeen" desc, one.no desc limit ${limit}`);
}

/**
 * `word_similarity` of pg_trgm, 0 to 1, from which somebody sounds alike. Two slips in a short name ("gulia rosi") leave about
 * 0.5 of its letter triples, one person's first name with another's last about 0.3; its own 0.6 forgives only one slip.
 */
const alike = 0.4;

/** Nothing matched as typed: whoever sounds most alike. */
export function similar(
  tx: Tx,
  workspaceId: string,
  text: string,
  { kinds, limit }: Pick<DirectoryFilter, 'kinds' | 'limit'>,
): Promise<PersonRow[]> {
  // Not the operator `<%`: its limit is a setting of the connection, and under row-level security no index answers it either.
  const likeness = sql`public.word_similarity(${text}, p.search)`;
  return tx.many<PersonRow>(sql`
    select ${columns} from customers.person p
     where p.workspace_id = ${workspaceId} and p.kind = any(${kinds}::text[]) and ${likeness} >= ${alike}
     order by ${likeness} desc, p.last_seen desc, p.no desc limit ${limit}`);
}

/** A customer as later rooms decide by them: every sender who is them, what is known of them, and where they belong, now. */
export interface Behind {
  senderNos: string[];
  traits: Record<string, unknown>;
  segments: { id: string; name: string }[];
}

/** The customers behind senders, by the sender asked for; whoever is not known yet is left out. */
export async function behind(tx: Tx, workspaceId: string, senderNos: readonly string[]): Promise<Map<string, Behind>> {
  if (senderNos.length === 0) return new Map();
  const rows = await tx.many<Behind & { no: string }>(sql`
    select asked.no, together.nos as "senderNos", p.traits, coalesce(belongs.segments, '[]') as segments
      from customers.identifier asked
      join customers.person p on p.workspace_id = ${workspaceId} and p.no = asked.person_no
     cross join lateral (
       select array_agg(i.no::text order by i.no) as nos from customers.identifier i
        where i.workspace_id = ${workspaceId} and i.person_no = asked.person_no) together
     cross join lateral (
       select jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name) order by s.name) as segments
         from customers.segment_member m join customers.segment s on s.workspace_id = ${workspaceId} and s.id = m.segment_id
        where m.workspace_id = ${workspaceId} and m.person_no = p.no) belongs
     where asked.workspace_id = ${workspaceId} and asked.no = any(${[...new Set(senderNos)]}::bigint[])`);
  return new Map(rows.map(({ no, ...known }) => [no, known]));
}
