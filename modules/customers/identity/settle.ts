/**
 * Works out who is whom anew wherever evidence changed, and writes down what became of it.
 *
 * The answer is a pure function of everything ever said and decided (`rules/partition.ts`); this file only finds the part of
 * the graph that can have changed, asks the rule, and stores the difference. Call it under `lockIdentity`.
 */
import type { NewId } from '#platform/ids';
import type { Tx } from '#platform/postgres';
import type { IdentitySettings } from '../contract/settings.ts';
import { compileBlocked } from './rules/blocked.ts';
import { crowding } from './rules/crowding.ts';
import { type Key, keyOf } from './rules/identifiers.ts';
import { type IdentifierFacts, type LinkFacts, type Partition, partition } from './rules/partition.ts';
import type { DecisionRow, LinkRow, Standing } from './store/graph.ts';
import * as graph from './store/graph.ts';
import type { IdentifierRow } from './store/identifiers.ts';
import * as identifiers from './store/identifiers.ts';
import * as people from './store/people.ts';

export interface Settled {
  /** Numbers of everybody whose identifiers or evidence may have changed: their faces are to be worked out anew. */
  touched: string[];
  /** Numbers of people that are no more. Their ids lead on. */
  gone: string[];
  /** Old person → the people its identifiers are now. */
  moved: Map<string, Set<string>>;
}

const nothingSettled: Settled = { touched: [], gone: [], moved: new Map() };

export interface SettleOptions {
  settings: IdentitySettings;
  newId: NewId;
}

/** The part of the graph around some identifiers, as the rule wants it. Numbers become names: numbers depend on arrival. */
export interface Neighbourhood {
  rows: IdentifierRow[];
  links: LinkRow[];
  decisions: DecisionRow[];
  keyByNo: ReadonlyMap<string, Key>;
  byKey: ReadonlyMap<Key, IdentifierRow>;
}

export async function neighbourhood(tx: Tx, workspaceId: string, seeds: readonly string[]): Promise<Neighbourhood> {
  const nos = await graph.reach(tx, workspaceId, seeds);
  const [rows, links, decisions] = [
    await identifiers.byNos(tx, workspaceId, nos),
    await graph.linksAmong(tx, workspaceId, nos),
    await graph.decisionsAbout(tx, workspaceId, nos),
  ];
  return {
    rows,
    links,
    decisions,
    keyByNo: new Map(rows.map((row) => [row.no, keyOf(row)])),
    byKey: new Map(rows.map((row) => [keyOf(row), row])),
  };
}

/** What the rule says of a neighbourhood. `decisions` may be others than the stored ones: that is a dry run. */
export function judge(around: Neighbourhood, settings: IdentitySettings, decisions = around.decisions): Partition {
  const keysOf = (nos: readonly string[]) => nos.flatMap((no) => around.keyByNo.get(no) ?? []);
  return partition({
    settings,
    identifiers: around.rows.map(
      (row): IdentifierFacts => ({
        key: keyOf(row),
        type: row.type,
        value: row.value,
        verified: row.verified,
        firstSeen: row.firstSeen.getTime(),
        blocked: row.blocked,
        crowded: row.crowded,
      }),
    ),
    links: around.links.flatMap((link) => factsOf(link, around.keyByNo)),
    decisions: decisions.map((decision) => ({
      id: decision.id,
      kind: decision.kind,
      groups: decision.groups.map(keysOf),
      at: decision.at.getTime(),
    })),
  });
}

export async function settle(
  tx: Tx,
  workspaceId: string,
  seeds: readonly string[],
  { settings, newId }: SettleOptions,
): Promise<Settled> {
  if (seeds.length === 0) return nothingSettled;
  const around = await neighbourhood(tx, workspaceId, seeds);
  await mark(tx, workspaceId, around, seeds, settings);
  const verdict = judge(around, settings);

  const moves: { no: string; personNo: string }[] = [];
  const moved = new Map<string, Set<string>>();
  const touched = new Set<string>();
  for (const person of verdict.people) {
    const personNo = around.byKey.get(person.canonical)?.no;
    if (personNo === undefined) continue;
    touched.add(personNo);
    for (const key of person.members) {
      const row = around.byKey.get(key);
      if (row === undefined) continue;
      moved.set(row.personNo, (moved.get(row.personNo) ?? new Set()).add(personNo));
      if (row.personNo !== personNo) moves.push({ no: row.no, personNo });
    }
  }
  await people.movePeople(tx, workspaceId, moves);
  const gone = [...moved.keys()].filter((no) => !touched.has(no));
  await people.dropPeople(tx, workspaceId, gone);
  await writeStanding(tx, workspaceId, around, verdict, newId);
  return { touched: [...touched], gone, moved };
}

/** Crowds and blocked values are marks of an identifier; they are counted anew where evidence changed. */
async function mark(
  tx: Tx,
  workspaceId: string,
  around: Neighbourhood,
  seeds: readonly string[],
  settings: IdentitySettings,
): Promise<void> {
  const isBlocked = compileBlocked(settings.blocked);
  const company = await identifiers.companyOf(tx, workspaceId, seeds);
  const changed: IdentifierRow[] = [];
  for (const row of around.rows) {
    const others = company.get(row.no);
    const crowded = others === undefined ? row.crowded : crowding(others, settings);
    const blocked = isBlocked(row.type, row.value);
    if (crowded === row.crowded && blocked === row.blocked) continue;
    row.crowded = crowded;
    row.blocked = blocked;
    changed.push(row);
  }
  await identifiers.setMarks(tx, workspaceId, changed);
}

function factsOf(link: LinkRow, keyByNo: ReadonlyMap<string, Key>): LinkFacts[] {
  const [a, b] = [keyByNo.get(link.a), keyByNo.get(link.b)];
  if (a === undefined || b === undefined) return [];
  // A claimed alias has no survivor; and which number is smaller depends on arrival, so names put the ends in order.
  const [first, second] = link.kind === 'alias' || a < b ? [a, b] : [b, a];
  return [{ a: first, b: second, kind: link.kind, trusted: link.trusted, at: link.firstAt.getTime() }];
}

const nameOf = (link: Pick<LinkFacts, 'a' | 'b' | 'kind' | 'trusted'>) =>
  [...[link.a, link.b].sort((x, y) => (x < y ? -1 : 1)), link.kind, link.trusted].join('\n');

/** Keeps beside each link what became of it, and opens or withdraws suggestions accordingly. */
async function writeStanding(
  tx: Tx,
  workspaceId: string,
  around: Neighbourhood,
  verdict: Partition,
  newId: NewId,
): Promise<void> {
  const joined = new Set(verdict.joined.map(nameOf));
  const refused = new Map(verdict.refused.map((each) => [nameOf(each.link), each]));
  const changed: Standing[] = [];
  const proposals = new Map<string, people.Proposal & { id: string }>();
  for (const link of around.links) {
    const [facts] = factsOf(link, around.keyByNo);
    if (facts === undefined) continue;
    const name = nameOf(facts);
    const refusal = refused.get(name);
    const reason = joined.has(name) ? null : (refusal?.reason ?? 'set_aside');
    const refusedType = refusal?.type ?? null;
    if (reason !== link.refused || refusedType !== link.refusedType) changed.push({ ...link, refused: reason, refusedType });
    if (reason === null || reason === 'set_aside' || reason === 'kept_apart') continue;
    const [a, b] = BigInt(link.a) < BigInt(link.b) ? [link.a, link.b] : [link.b, link.a];
    proposals.set(`${a} ${b}`, { id: newId(), a, b, reason, refusedType });
  }
  await graph.setStanding(tx, workspaceId, changed);
  await people.propose(
    tx,
    workspaceId,
    around.rows.map(({ no }) => no),
    [...proposals.values()],
  );
}
