/** What screens and programs read: moments with faces and names, conversations, the band. */
import type { Principal } from '#platform/auth';
import { cursorParts, readCursor, writeCursor } from '#platform/http';
import type { Tx } from '#platform/postgres';
import { type NearestRow, nearestOf } from './clocks/store/clocks.ts';
import { type Entry, type Moment, type Party, refusals } from './contract.ts';
import { shownHtml } from './conversations/rules/shown-html.ts';
import { type Ground, orRefuse } from './ground.ts';
import { listenerOf } from './listening/listen-in.ts';
import { listenersOf } from './listening/store.ts';
import { bandFacts } from './ownership/rules/band.ts';
import * as agents from './store/agents.ts';
import * as entries from './store/entries.ts';
import * as store from './store/moments.ts';

type Filter = Omit<store.ListFilter, 'me' | 'senderNos' | 'teamQueues' | 'ids'> & {
  customer?: string | undefined;
  search?: string | undefined;
  sort: 'changed' | 'due';
};

type Names = Map<string, string>;
type Face = { id: string; name: string; kind: 'person' | 'organisation' | 'visitor'; verified: boolean; email: string | null };

const searchAtMost = 500;
const othersAtMost = 20;

async function namesIn(tx: Tx, workspaceId: string): Promise<{ people: Names; queues: Names }> {
  const people = await agents.allAgentNames(tx, workspaceId);
  const queues = await agents.allQueueNames(tx, workspaceId);
  return {
    people: new Map(people.map(({ id, name }) => [id, name])),
    queues: new Map(queues.map(({ id, name }) => [id, name])),
  };
}

/** Moments, and what stands beside each of them. */
interface Seen<Row extends store.MomentRow = store.MomentRow> {
  rows: Row[];
  names: { people: Names; queues: Names };
  offers: Map<string, agents.OfferRow>;
  clocks: Map<string, NearestRow>;
}

/** All of it as it was at one instant: an offer is never shown beside an owner who has never made it. */
const oneInstant = { readOnly: true, isolation: 'repeatable read' } as const;

async function besides<Row extends store.MomentRow>(tx: Tx, workspaceId: string, rows: Row[]): Promise<Seen<Row>> {
  const ids = rows.map(({ id }) => id);
  return {
    rows,
    names: await namesIn(tx, workspaceId),
    offers: new Map((await agents.openOffers(tx, workspaceId, ids)).map((offer) => [offer.momentId, offer])),
    clocks: new Map((await nearestOf(tx, workspaceId, ids)).map((clock) => [clock.momentId, clock])),
  };
}

/** Moments as people see them, with the faces of their customers. */
async function faced(ground: Ground, workspaceId: string, seen: Seen, me: string | undefined): Promise<Moment[]> {
  const { rows, names, offers, clocks } = seen;
  const nos = [...new Set(rows.flatMap(({ senderNo }) => senderNo ?? []))];
  const faces = await ground.customers.describePeople(workspaceId, nos);
  const strangers = rows.filter(({ senderNo }) => senderNo !== null && !faces.has(senderNo)).map(({ id }) => id);
  const said = await saidNames(ground, workspaceId, strangers);
  return rows.map((row) => {
    const face = row.senderNo === null ? undefined : faces.get(row.senderNo);
    const customer = customerOf(row, face, said.get(row.id));
    return momentOf(row, names, { offer: offers.get(row.id), clock: clocks.get(row.id), customer }, me);
  });
}

/** What those who are no customers yet call themselves. */
async function saidNames({ db }: Ground, workspaceId: string, momentIds: string[]): Promise<Names> {
  if (momentIds.length === 0) return new Map();
  const found = await db.inWorkspace(workspaceId, (tx) => entries.namesOf(tx, workspaceId, momentIds), { readOnly: true });
  return new Map(found.map(({ momentId, name }) => [momentId, name]));
}

function momentOf(
  row: store.MomentRow,
  { people, queues }: { people: Names; queues: Names },
  { offer, clock, customer }: { offer: agents.OfferRow | undefined; clock: NearestRow | undefined; customer: Moment['customer'] },
  me: string | undefined,
): Moment {
  return {
    id: row.id,
    no: Number(row.no),
    kind: row.kind,
    title: row.title,
    state: row.state,
    openedAt: row.openedAt.toISOString(),
    openedBy: row.openedBy,
    customer,
    owner: partyOf(row, people, queues),
    ownedSince: row.ownedSince.toISOString(),
    mine: me !== undefined && row.ownerEmployee === me,
    epoch: Number(row.epoch),
    offer: offer
      ? {
          id: offer.id,
          from: offer.fromEmployee ? { id: offer.fromEmployee, name: people.get(offer.fromEmployee) ?? '' } : null,
          to: { id: offer.toEmployee, name: people.get(offer.toEmployee) ?? '' },
          note: offer.note,
          offeredAt: offer.offeredAt.toISOString(),
          expiresAt: offer.expiresAt.toISOString(),
        }
      : null,
    queue: { id: row.queueId, name: queues.get(row.queueId) ?? '' },
    channelKind: row.channelKind,
    language: row.language,
    priority: Number(row.priority),
    skills: row.skills,
    labels: row.labels,
    waitingSince: row.waitingSince?.toISOString() ?? null,
    snoozedUntil: row.snoozedUntil?.toISOString() ?? null,
    clock: clock ? { kind: clock.kind, warnAt: clock.warnAt?.toISOString() ?? null, dueAt: clock.dueAt.toISOString() } : null,
    preview: row.preview,
    lastSeq: Number(row.lastSeq),
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
    outcome: row.outcome,
    rating: row.rating === null ? null : Number(row.rating),
    ratingComment: row.ratingComment,
    mergedInto: row.mergedInto,
    updatedAt: row.updatedAt.toISOString(),
  };
}

function customerOf(row: store.MomentRow, face: Face | undefined, said: string | undefined): Moment['customer'] {
  if (row.senderNo === null) return null;
  if (face) return { id: face.id, name: face.name, kind: face.kind, verified: face.verified, email: face.email };
  return { id: null, name: said ?? 'Visitor', kind: 'visitor', verified: false, email: null };
}

function partyOf(
  { ownerEmployee, ownerQueue }: Pick<store.MomentRow, 'ownerEmployee' | 'ownerQueue'>,
  people: Names,
  queues: Names,
): Party {
  if (ownerEmployee !== null) return { kind: 'employee', id: ownerEmployee, name: people.get(ownerEmployee) ?? '' };
  return { kind: 'queue', id: ownerQueue ?? '', name: queues.get(ownerQueue ?? '') ?? '' };
}

const meOf = (principal: Principal) => (principal.kind === 'employee' ? principal.id : undefined);

/** Queues whose moments are my team's. */
async function teamQueues(ground: Ground, tx: Tx, workspaceId: string, me: string | undefined): Promise<string[]> {
  if (me === undefined) return [];
  const mine: string[] = [];
  for (const { id, accountableId, teamId, standard } of await agents.listQueues(tx, workspaceId)) {
    const member = teamId !== null && (await ground.people.teamMembers(tx, teamId)).includes(me);
    if (accountableId === me || member || (standard && teamId === null)) mine.push(id);
  }
  return mine;
}

/** Words as a query of Postgres: all of them, the last one as the beginning of a word. */
function tsqueryOf(words: string): string | undefined {
  const lexemes = words.toLowerCase().match(/[\p{L}\p{N}]+/gu);
  return lexemes
    ?.slice(0, 10)
    .map((word, at, all) => (at === all.length - 1 ? `${word}:*` : word))
    .join(' & ');
}

/** Which moments a search names: one by its number, else those in which the words were said. */
async function found(tx: Tx, workspaceId: string, search: string): Promise<string[]> {
  const no = /^#?(\d{1,15})$/.exec(search)?.[1];
  if (no !== undefined) {
    const moment = await store.findByNo(tx, workspaceId, Number(no));
    return moment ? [moment.id] : [];
  }
  const query = tsqueryOf(search);
  if (query === undefined) return [];
  return (await store.searchEntries(tx, query, searchAtMost)).map(({ momentId }) => momentId);
}

/** A page by one order, and the cursor of its last row. */
interface Order<Row extends store.MomentRow> {
  read(tx: Tx, filter: store.ListFilter, limit: number): Promise<Row[]>;
  cursorOf(row: Row): string;
}

function byChange(workspaceId: string, after: string | undefined): Order<store.MomentRow> {
  const from = readCursor(after, [cursorParts.instant, cursorParts.uuid]);
  const start = from && { updatedAt: String(from[0]), id: String(from[1]) };
  return {
    read: (tx, filter, limit) => store.listMoments(tx, workspaceId, filter, start, limit),
    cursorOf: ({ updatedExactly, id }) => writeCursor(updatedExactly, id),
  };
}

const instantOrNever = new RegExp(`${cursorParts.instant.source}|^infinity$`);

function byDue(workspaceId: string, after: string | undefined): Order<store.DueRow> {
  const from = readCursor(after, [instantOrNever, cursorParts.uuid]);
  const start = from && { dueAt: String(from[0]), id: String(from[1]) };
  return {
    read: (tx, filter, limit) => store.listByDue(tx, workspaceId, filter, start, limit),
    cursorOf: ({ dueExactly, id }) => writeCursor(dueExactly, id),
  };
}

type Asked = Filter & { after?: string | undefined; limit: number };
type Page = { items: Moment[]; next: string | null };

/** No clock runs for what is settled: there the order is always what changed last. */
export const list = (ground: Ground, principal: Principal, asked: Asked): Promise<Page> =>
  asked.sort === 'due' && asked.view !== 'settled'
    ? listBy(byDue(principal.workspaceId, asked.after), ground, principal, asked)
    : listBy(byChange(principal.workspaceId, asked.after), ground, principal, asked);

async function listBy<Row extends store.MomentRow>(
  order: Order<Row>,
  ground: Ground,
  principal: Principal,
  { limit, customer, search, sort: _sort, after: _after, ...filter }: Asked,
): Promise<Page> {
  const { workspaceId } = principal;
  const { more, ...seen } = await ground.db.inWorkspace(
    workspaceId,
    async (tx) => {
      const whole: store.ListFilter = { ...filter, me: meOf(principal) };
      if (filter.view === 'team') whole.teamQueues = await teamQueues(ground, tx, workspaceId, whole.me);
      if (customer !== undefined) whole.senderNos = (await ground.customers.find(tx, workspaceId, customer)).senderNos;
      if (search) whole.ids = await found(tx, workspaceId, search);
      const rows = await order.read(tx, whole, limit + 1);
      return { ...(await besides(tx, workspaceId, rows.slice(0, limit))), more: rows.length > limit };
    },
    oneInstant,
  );
  const last = more ? seen.rows.at(-1) : undefined;
  return { items: await faced(ground, workspaceId, seen, meOf(principal)), next: last ? order.cursorOf(last) : null };
}

export function counts(ground: Ground, principal: Principal) {
  const { workspaceId } = principal;
  return ground.db.inWorkspace(
    workspaceId,
    async (tx) => {
      const me = meOf(principal);
      const count = (view: store.ListFilter['view'], more: Partial<store.ListFilter> = {}) =>
        store.countMoments(tx, workspaceId, { view, me, ...more });
      return {
        mine: await count('mine'),
        team: await count('team', { teamQueues: await teamQueues(ground, tx, workspaceId, me) }),
        queue: await count('queue'),
        waiting: await count('waiting'),
        offered: await count('offered'),
        snoozed: await count('snoozed'),
        all: await count('all'),
      };
    },
    { readOnly: true },
  );
}

/** One moment by its id, as lists show it. */
export async function read(ground: Ground, principal: Principal, id: string): Promise<Moment> {
  const { workspaceId } = principal;
  const seen = await ground.db.inWorkspace(
    workspaceId,
    async (tx) => besides(tx, workspaceId, [orRefuse(await store.findMoment(tx, workspaceId, id), refusals.no_such_moment)]),
    oneInstant,
  );
  const [moment] = await faced(ground, workspaceId, seen, meOf(principal));
  return orRefuse(moment, refusals.no_such_moment);
}

const channelKinds = async ({ listen }: Ground, tx: Tx, workspaceId: string): Promise<Names> =>
  new Map((await listen.channels.list(tx, workspaceId)).map((channel) => [channel.id, channel.kind]));

export async function readWhole(ground: Ground, principal: Principal, id: string) {
  const { workspaceId } = principal;
  const moment = await read(ground, principal, id);
  const me = meOf(principal);
  return ground.db.inWorkspace(
    workspaceId,
    async (tx) => {
      const row = orRefuse(await store.findMoment(tx, workspaceId, id), refusals.no_such_moment);
      const reason = (await store.currentReason(tx, workspaceId, id))?.reason ?? row.openedBy;
      const kinds = await channelKinds(ground, tx, workspaceId);
      const threads = await entries.threadsOf(tx, workspaceId, id);
      const together = row.senderNo === null ? [] : await ground.customers.sendersTogether(tx, workspaceId, row.senderNo);
      const others = (await store.openOf(tx, workspaceId, together, othersAtMost)).filter((other) => other.id !== id);
      const drafts = me === undefined ? [] : await entries.draftsOf(tx, workspaceId, id, me);
      const chat = threads.find(({ channelId }) => kinds.get(channelId) === 'web_chat');
      const visitor = chat && (await ground.listen.chat.about(tx, workspaceId, chat.thread));
      return {
        ...moment,
        reason,
        threads: await waysOf(ground, tx, workspaceId, threads),
        linked: (await store.linkedTo(tx, workspaceId, id)).map((other) => ({ ...other, no: Number(other.no) })),
        others: others.map(({ id: other, no, title, state }) => ({ id: other, no: Number(no), title, state })),
        draft: drafts.find(({ kind }) => kind === 'out')?.text ?? null,
        noteDraft: drafts.find(({ kind }) => kind === 'note')?.text ?? null,
        listeners: (await listenersOf(tx, workspaceId, id)).map(listenerOf),
        visitorRead: chat && visitor ? await readUpTo(tx, workspaceId, id, chat.thread, visitor) : null,
      };
    },
    { readOnly: true },
  );
}

/** How it can be answered: by which ways, who reads it there, and how much fits. */
async function waysOf({ listen }: Ground, tx: Tx, workspaceId: string, threads: entries.ThreadRow[]) {
  const ways = [];
  for (const { channelId, toName, toValue, answerable, subject } of threads) {
    const channel = await listen.channels.find(tx, workspaceId, channelId);
    if (channel === undefined) continue;
    const { isPublic, limit, prefix } = await listen.ears.answering(tx, workspaceId, channel, toValue);
    const to = toName ?? toValue;
    ways.push({ channelId, channelKind: channel.kind, to, answerable, subject, isPublic, limit, prefix });
  }
  return ways;
}

/** A chat counts its own messages, from its first moment on: what of ours was read is counted back from its end. */
const readUpTo = (tx: Tx, workspaceId: string, id: string, thread: string, chat: { lastSeq: string; visitorRead: string }) =>
  entries.lastReadOf(tx, workspaceId, id, thread, Number(chat.lastSeq) - Number(chat.visitorRead));

/** A screen may stay open for a working day. */
const alongMs = 12 * 3_600_000;

/** Ids of the pictures that came along inside a message. */
export const alongOf = ({ details }: Pick<entries.EntryRow, 'details'>): Set<string> =>
  new Set(Object.values((details.inline ?? {}) as Record<string, string>));

function htmlOf({ files, pictures }: Pick<Ground, 'files' | 'pictures'>, workspaceId: string, row: entries.EntryRow) {
  if (row.html === null) return null;
  const inline = (row.details.inline ?? {}) as Record<string, string>;
  return shownHtml(row.html, {
    elsewhere: (url) => pictures.link(workspaceId, url),
    along: (contentId) => {
      const fileId = Object.hasOwn(inline, contentId) ? inline[contentId] : undefined;
      return fileId && files.link(workspaceId, fileId, { kind: 'entry', id: row.id }, alongMs);
    },
  });
}

function entryOf(ground: Ground, workspaceId: string, row: entries.EntryRow, kinds: Names): Entry {
  return {
    seq: Number(row.seq),
    id: row.id,
    kind: row.kind,
    at: row.at.toISOString(),
    channelKind: row.channelId === null ? null : (kinds.get(row.channelId) ?? null),
    author: { kind: row.authorKind, id: row.authorId, name: row.authorName },
    subject: row.subject,
    text: row.text,
    quoted: row.quoted,
    html: htmlOf(ground, workspaceId, row),
    files: row.files,
    state: row.state,
    stateReason: row.stateReason,
    sendAt: row.sendAt?.toISOString() ?? null,
    suspicious: row.suspicious,
    nature: row.nature,
    insight: row.insight,
    details: row.details as Entry['details'],
  };
}

export function conversation(ground: Ground, workspaceId: string, id: string, after: number, limit: number) {
  return ground.db.inWorkspace(
    workspaceId,
    async (tx) => {
      const moment = orRefuse(await store.findMoment(tx, workspaceId, id), refusals.no_such_moment);
      const kinds = await channelKinds(ground, tx, workspaceId);
      const rows = await entries.entriesAfter(tx, workspaceId, id, after, limit);
      return { items: rows.map((row) => entryOf(ground, workspaceId, row, kinds)), lastSeq: Number(moment.lastSeq) };
    },
    { readOnly: true },
  );
}

/** One entry, as the conversation shows it. */
export function oneEntry(ground: Ground, workspaceId: string, id: string): Promise<Entry> {
  return ground.db.inWorkspace(
    workspaceId,
    async (tx) => {
      const row = orRefuse(await entries.findEntry(tx, workspaceId, id), refusals.no_such_moment);
      return entryOf(ground, workspaceId, row, await channelKinds(ground, tx, workspaceId));
    },
    { readOnly: true },
  );
}

export function band(ground: Ground, workspaceId: string, id: string) {
  return ground.db.inWorkspace(
    workspaceId,
    async (tx) => {
      orRefuse(await store.findMoment(tx, workspaceId, id), refusals.no_such_moment);
      const { people, queues } = await namesIn(tx, workspaceId);
      const stretches = await store.bandOf(tx, workspaceId, id);
      const open = await store.openStretchesOf(tx, workspaceId, id);
      return {
        stretches: stretches.map(({ epoch, from, until, employeeId, queueId, reason, by }) => ({
          owner: partyOf({ ownerEmployee: employeeId, ownerQueue: queueId }, people, queues),
          from: from.toISOString(),
          until: until?.toISOString() ?? null,
          epoch: Number(epoch),
          reason,
          by,
        })),
        open: open.map(({ from, until }) => ({ from: from.toISOString(), until: until?.toISOString() ?? null })),
        ...bandFacts(stretches, open, ground.clock.now()),
      };
    },
    { readOnly: true },
  );
}
