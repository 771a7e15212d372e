/**
 * One batch of the log: who spoke, what it says about who they are, and what is known of them since.
 *
 * A plain event of somebody known is looked up in memory and done. Everything else is gathered, then written with a handful
 * of statements for the whole batch, in the transaction that also moves the cursor: an effect happens once.
 */
import type { Listen, LogRow, SenderRow } from '#listen';
import type { Events } from '#platform/events';
import type { NewId } from '#platform/ids';
import type { Tx } from '#platform/postgres';
import { keepMemberships, type MembershipStatement } from '../accounts/keep-memberships.ts';
import { keepConsent, type NewConsent } from '../consent/store.ts';
import type { IdentitySettings } from '../contract/settings.ts';
import { keepTraits, type TraitStatement } from '../profile/keep-traits.ts';
import { refreshPeople } from '../profile/refresh.ts';
import type { Memory, Remembered } from './memory.ts';
import { compileBlocked } from './rules/blocked.ts';
import { type NamedIdentifier, normalise } from './rules/identifiers.ts';
import { devicePairedIn, mayState, type Statements, statementsOf } from './rules/statements.ts';
import { settle } from './settle.ts';
import { bearsOnIdentity, createSightings, isNews } from './sightings.ts';
import { keepLinks, type NewLink } from './store/graph.ts';
import * as identifiers from './store/identifiers.ts';
import { tellWhatChanged } from './tell.ts';

export interface HearDeps {
  listen: Pick<Listen, 'sendersByNo' | 'registerSenders' | 'timeline'>;
  events: Events;
  memory: Memory;
  newId: NewId;
  /** Which of these were erased and must stay so; they are dealt with and not heard. */
  stillErased(tx: Tx, workspaceId: string, fresh: readonly SenderRow[], unknownNos: readonly string[]): Promise<Set<string>>;
}

/** An event that says more than that somebody was there. */
interface Telling {
  row: LogRow;
  at: number;
  statements: Statements;
  /** Further identifiers of the sender, in their one spelling, without those that name nobody. */
  also: NamedIdentifier[];
  previously: NamedIdentifier | undefined;
  organisation: NamedIdentifier | undefined;
}

export async function hear(deps: HearDeps, tx: Tx, workspaceId: string, rows: readonly LogRow[]): Promise<void> {
  const { memory } = deps;
  const news: { row: LogRow; at: number; telling: boolean }[] = [];
  for (const row of rows) {
    const at = row.occurredAt.getTime();
    const telling = mayState(row.kind, row.name, row.body) && !isOldPair(memory, row, at);
    const known = memory.byNo(row.senderNo);
    if (telling || known === undefined || isNews(known, at, row.trusted)) news.push({ row, at, telling });
  }
  if (news.length === 0) return;

  await identifiers.lockIdentity(tx, workspaceId);
  const settings = await identifiers.readSettings(tx, workspaceId);
  const batch = createBatch(deps, tx, workspaceId, settings);
  await batch.meetSenders(news);
  const tellings = news.flatMap(({ row, at, telling }) => {
    const sender = batch.known(row.senderNo);
    if (!telling || sender === undefined) return [];
    return [batch.read(row, at, sender.type)];
  });
  await batch.meetNamed(tellings);
  await batch.conclude(tellings);
}

/** True when all it says is a pair of ids that has been said before. */
function isOldPair(memory: Memory, { kind, name, body, senderNo, trusted }: LogRow, at: number): boolean {
  const device = devicePairedIn(kind, name, body);
  const before = device === undefined ? undefined : memory.linkAt(pairKey(senderNo, device, trusted));
  return before !== undefined && before <= at;
}

const pairKey = (senderNo: string, device: string, trusted: boolean) => `${senderNo} with ${device} ${trusted}`;

/** The identifiers of one batch: those met before, and those met now. */
function createBatch(deps: HearDeps, tx: Tx, workspaceId: string, settings: IdentitySettings) {
  const { listen, memory, newId, events } = deps;
  const isBlocked = compileBlocked(settings.blocked);
  const sightings = createSightings();
  const met = new Map<string, Remembered & { value: string }>();
  const names = new Map<string, string>();
  const fresh: string[] = [];
  const nameOf = ({ type, value }: NamedIdentifier) => `${type} ${value}`;
  const known = (no: string) => met.get(no) ?? memory.byNo(no);
  const named = (name: NamedIdentifier) => {
    const no = names.get(nameOf(name));
    return no === undefined ? memory.byName(workspaceId, name.type, name.value) : known(no);
  };

  /** Makes identifiers of senders that are not one yet, and learns what is stored of the others. */
  async function meet(senders: readonly SenderRow[], unknownNos: readonly string[] = []): Promise<void> {
    const stored = await identifiers.byNos(
      tx,
      workspaceId,
      senders.map(({ no }) => no),
    );
    const have = new Set(stored.map(({ no }) => no));
    const strangers = senders.filter(({ no }) => !have.has(no));
    const erased = await deps.stillErased(tx, workspaceId, strangers, unknownNos);
    const rows = strangers.flatMap((sender) => {
      const sighting = sightings.of(sender.no);
      if (erased.has(sender.no) || sighting === undefined) return [];
      return [{ ...sender, ...sighting, blocked: isBlocked(sender.type, sender.value) }];
    });
    fresh.push(...(await identifiers.insertIdentifiers(tx, workspaceId, rows)));
    for (const row of rows) remember(row);
    for (const row of stored) remember({ ...row, firstSeen: row.firstSeen.getTime(), lastSeen: row.lastSeen.getTime() });
  }

  function remember({ no, type, value, verified, firstSeen, lastSeen, blocked }: Remembered & { value: string }): void {
    met.set(no, { no, type, value, verified, firstSeen, lastSeen, blocked });
    names.set(nameOf({ type, value }), no);
  }

  /** The identifier in its one spelling, unless it names nobody. */
  function usable(name: NamedIdentifier | undefined): NamedIdentifier | undefined {
    const one = name && normalise(name, settings);
    return one === undefined || isBlocked(one.type, one.value) ? undefined : one;
  }

  return {
    known,

    read(row: LogRow, at: number, senderType: string): Telling {
      const statements = statementsOf({ kind: row.kind, name: row.name, senderType, body: JSON.parse(row.body) });
      const { alsoKnownAs, previously, organisation } = statements;
      return {
        row,
        at,
        statements,
        also: alsoKnownAs.flatMap((name) => usable(name) ?? []),
        previously: usable(previously),
        organisation: usable(organisation && { type: 'group_id', value: organisation.value }),
      };
    },

    async meetSenders(news: readonly { row: LogRow; at: number }[]): Promise<void> {
      for (const { row, at } of news) sightings.see(row.senderNo, at, row.trusted);
      const unknown = [...new Set(news.map(({ row }) => row.senderNo))].filter((no) => memory.byNo(no) === undefined);
      if (unknown.length === 0) return;
      const senders = await listen.sendersByNo(tx, workspaceId, unknown);
      const there = new Set(senders.map(({ no }) => no));
      await meet(
        senders,
        unknown.filter((no) => !there.has(no)),
      );
    },

    /** Identifiers that were named, not spoken by: addresses, phones, earlier ids, organisations. */
    async meetNamed(tellings: readonly Telling[]): Promise<void> {
      const asked = new Map<string, NamedIdentifier & { sourceId: string }>();
      for (const telling of tellings) {
        for (const name of namesIn(telling)) {
          if (named(name) === undefined) asked.set(nameOf(name), { ...name, sourceId: telling.row.sourceId });
        }
      }
      const list = [...asked.values()];
      const nos = list.length === 0 ? [] : await listen.registerSenders(tx, workspaceId, list);
      for (const [at, name] of list.entries()) names.set(nameOf(name), nos[at] ?? '');
      for (const telling of tellings) {
        for (const name of namesIn(telling)) {
          const no = names.get(nameOf(name)) ?? named(name)?.no;
          if (no !== undefined) sightings.see(no, telling.at, telling.row.trusted);
        }
      }
      const strangers = [...new Set(nos)].filter((no) => known(no) === undefined);
      if (strangers.length > 0) await meet(await listen.sendersByNo(tx, workspaceId, strangers));
    },

    async conclude(tellings: readonly Telling[]): Promise<void> {
      const links: NewLink[] = [];
      const traits: TraitStatement[] = [];
      const consents: NewConsent[] = [];
      const memberships: MembershipStatement[] = [];
      const linkAts = new Map<string, number>();
      for (const telling of tellings) gather(telling, { links, traits, consents, memberships, linkAts });

      const seeds = new Set(await keepLinks(tx, workspaceId, links));
      for (const sighting of widening()) {
        const before = known(sighting.no);
        if (before !== undefined && bearsOnIdentity(before, sighting)) seeds.add(sighting.no);
      }
      await identifiers.widen(tx, workspaceId, widening());
      const settled = await settle(tx, workspaceId, [...seeds], { settings, newId });
      const toldOf = await keepTraits(tx, listen.timeline, workspaceId, traits);
      const joinedOrLeft = await keepMemberships(tx, listen.timeline, workspaceId, memberships);
      for (const consent of consents) await keepConsent(tx, workspaceId, consent);

      const changedNos = [...fresh, ...toldOf, ...joinedOrLeft, ...consents.map(({ senderNo }) => senderNo)];
      const owners = await identifiers.ownersOf(tx, workspaceId, changedNos);
      const people = new Set([...settled.touched, ...owners.values()]);
      const refreshed = await refreshPeople(tx, workspaceId, [...people], settings);
      await tellWhatChanged(events, tx, workspaceId, {
        ...refreshed,
        settled,
        fresh: new Set(fresh),
        alsoChanged: [...joinedOrLeft, ...consents.map(({ senderNo }) => senderNo)].flatMap((no) => owners.get(no) ?? []),
      });
      tx.afterCommit(() => {
        for (const identifier of met.values()) memory.keep(workspaceId, seenNow(identifier));
        for (const sighting of sightings.all()) {
          const before = memory.byNo(sighting.no);
          if (before !== undefined) Object.assign(before, seenNow(before));
        }
        for (const [key, at] of linkAts) memory.keepLink(key, at);
      });
    },
  };

  /** Sightings of identifiers that were stored before and tell something new. */
  function widening(): identifiers.Sighting[] {
    return [...sightings.all()].filter((sighting) => {
      const before = known(sighting.no);
      if (before === undefined) return false;
      return isNews(before, sighting.firstSeen, sighting.verified) || isNews(before, sighting.lastSeen, sighting.verified);
    });
  }

  function seenNow<R extends Remembered>(before: R): R {
    const sighting = sightings.of(before.no);
    if (sighting === undefined) return before;
    return {
      ...before,
      verified: before.verified || sighting.verified,
      firstSeen: Math.min(before.firstSeen, sighting.firstSeen),
      // As stored: only steps of an hour are written.
      lastSeen: isNews(before, sighting.lastSeen, false) ? Math.max(before.lastSeen, sighting.lastSeen) : before.lastSeen,
    };
  }

  function gather(
    { row, at, statements, also, previously, organisation }: Telling,
    into: {
      links: NewLink[];
      traits: TraitStatement[];
      consents: NewConsent[];
      memberships: MembershipStatement[];
      linkAts: Map<string, number>;
    },
  ): void {
    const { senderNo, trusted, sourceId, id: eventId } = row;
    const sender = known(senderNo);
    if (sender === undefined) return;
    const link = (kind: NewLink['kind'], name: NamedIdentifier) => {
      const no = named(name)?.no;
      if (no === undefined || no === senderNo || sender.blocked) return;
      // Of an alias the sender survives; otherwise the pair has no direction.
      const [a, b] = kind === 'alias' || BigInt(senderNo) < BigInt(no) ? [senderNo, no] : [no, senderNo];
      const key = `${a} ${b} ${kind} ${trusted}`;
      const before = into.linkAts.get(key) ?? memory.linkAt(key);
      if (before !== undefined && before <= at) return;
      into.linkAts.set(key, at);
      into.links.push({ a, b, kind, trusted, at, sourceId, eventId });
    };
    for (const name of also) {
      link('identify', name);
      if (name.type === 'anonymous_id') {
        const key = pairKey(senderNo, name.value, trusted);
        into.linkAts.set(key, Math.min(at, into.linkAts.get(key) ?? memory.linkAt(key) ?? at));
      }
    }
    if (previously !== undefined) link('alias', previously);

    const said = { trusted, at, sourceId, eventId, editor: null };
    for (const [name, value] of Object.entries(statements.traits)) into.traits.push({ ...said, senderNo, name, value });
    for (const { purpose, granted, evidence } of statements.consents) {
      into.consents.push({ ...said, senderNo, purpose, evidence, status: granted ? 'granted' : 'denied' });
    }
    const organisationNo = organisation && named(organisation)?.no;
    if (statements.organisation === undefined || organisationNo === undefined) return;
    const { member, role, value, traits } = statements.organisation;
    into.memberships.push({
      trusted,
      at,
      sourceId,
      eventId,
      senderNo,
      organisationNo,
      organisation: value,
      value: { member, role },
    });
    for (const [name, fact] of Object.entries(traits)) {
      into.traits.push({ ...said, senderNo: organisationNo, name, value: fact });
    }
  }
}

/** Every identifier an event names besides its sender. */
function namesIn({ also, previously, organisation }: Telling): NamedIdentifier[] {
  return [...also, ...(previously ? [previously] : []), ...(organisation ? [organisation] : [])];
}
