/**
 * What analysts may read: every column written out, with what it means. A view over each of our tables, in a database of the
 * workspace's own.
 *
 * The workspace is a literal in `prewhere`, not in `where`: a condition of the view's reader could otherwise be tried on
 * others' rows first, and tell of them by failing. Whose row it is, is said by `person`; senders stay inside.
 */
import type { SqlTable } from '../../contract.ts';

interface Column {
  name: string;
  type: string;
  meaning: string;
  /** Its expression, where it is not the column of that name. */
  is?: string;
}

interface Published {
  name: string;
  row: string;
  /** The table it reads, and whether the newest version of each row has to be found. */
  from: string;
  final: boolean;
  columns: readonly Column[];
}

const column = (name: string, type: string, meaning: string, is?: string): Column => ({ name, type, meaning, ...(is && { is }) });

const text = 'LowCardinality(String)';
const instant = "DateTime64(3, 'UTC')";
// `sender` is nobody's where it is 0; the dictionary lies beside the tables, not beside the views.
const person = "dictGetOrDefault('{database}.customers_person_of', 'person', source.sender, source.sender)";

export const published: readonly Published[] = [
  {
    name: 'events',
    row: 'one thing a customer did or a system said about them',
    from: 'listen_events',
    final: false,
    columns: [
      column('event', 'UInt64', 'number of the event, growing as events arrive'),
      column('name', text, 'what happened: "Order Completed"'),
      column('kind', text, 'track, page, screen, identify, group or alias'),
      column('source', text, 'where it came from'),
      column('occurred_at', instant, 'when it happened, UTC'),
      column('received_at', instant, 'when it arrived here, UTC'),
      column('person', 'UInt64', 'whose it is, after everybody known to be one person has become one', person),
      column('text', 'Map(LowCardinality(String), String)', "properties that are words: text['plan']"),
      column('num', 'Map(LowCardinality(String), Float64)', "properties that are numbers: num['total']"),
    ],
  },
  {
    name: 'feedback',
    row: 'one thing a customer said, on any channel',
    from: 'measure_feedback',
    final: true,
    columns: [
      column('id', 'UUID', 'the record'),
      column('person', 'UInt64', 'who said it', person),
      column('occurred_at', instant, 'when, UTC'),
      column('channel', text, 'email, chat, review, survey …'),
      column('source', text, 'where it came from'),
      column('moment', 'UUID', 'the moment it belongs to; all zeros when to none'),
      column('language', text, 'ISO 639-1; empty when it cannot be told'),
      column('kind', text, 'experience, appreciation, curse, question or want'),
      column(
        'sentiment',
        'Nullable(Float32)',
        'from -1 to 1; null when it cannot be told',
        'if(isNaN(source.sentiment), null, source.sentiment)',
      ),
      column('emotion', text, 'empty when the words show none'),
      column('effort', text, 'high or low; empty when not spoken of'),
      column('product', text, 'product or touchpoint it is about'),
      column('themes', 'Array(UUID)', 'what it is about'),
    ],
  },
  {
    name: 'conversations',
    row: 'one moment with a customer, the same measures on every channel',
    from: 'measure_conversation',
    final: true,
    columns: [
      column('moment', 'UUID', 'the moment'),
      column('no', 'UInt64', 'its number, as people say it'),
      column('person', 'Nullable(UInt64)', 'with whom; null when nobody is known', `if(source.sender = 0, null, ${person})`),
      column('channel', text, 'where it began'),
      column('kind', text, 'what kind of moment', 'moment_kind'),
      column('language', text, 'ISO 639-1; empty when not known'),
      column('opened_by', text, 'customer, colleague, rule or unknown'),
      column('opened_at', instant, 'when, UTC'),
      column('outcome', text, 'open, or how it ended'),
      column('answer', text, 'human, not yet, or nobody when it was settled without'),
      column('contacts', 'UInt32', 'how often the customer had to come'),
      column('messages', 'UInt32', 'messages the customer wrote'),
      column('transfers', 'UInt32', 'how often it changed hands'),
      column('reopened', 'UInt32', 'how often it was opened again'),
      column('answered_by', 'UInt32', 'different colleagues who answered'),
      column('answer_seconds', 'Nullable(Float64)', 'until a human answered; null when none did'),
      column('resolved_seconds', 'Nullable(Float64)', 'until it was settled; null when it is not'),
      column('rating', 'Nullable(Float64)', "the customer's own, where they gave one"),
      column('emotion', text, '"not said" where no text tells'),
      column('sentiment', 'Nullable(Float64)', 'from -1 to 1; null where nothing was said'),
      column('goodwill', 'Map(LowCardinality(String), Float64)', 'money given, by currency'),
    ],
  },
  {
    name: 'people',
    row: 'one customer as known now',
    from: 'customers_profile',
    final: true,
    columns: [
      column('person', 'UInt64', 'the same number as in the other tables'),
      column('kind', text, 'person, organisation or visitor'),
      column('identifiers', 'Array(LowCardinality(String))', 'which kinds of identifier are known: email, user_id …'),
      column('consent', 'Map(LowCardinality(String), LowCardinality(String))', 'what they said yes or no to, by purpose'),
      column('text', 'Map(LowCardinality(String), String)', "traits that are words: text['country']"),
      column('num', 'Map(LowCardinality(String), Float64)', "traits that are numbers: num['orders']"),
    ],
  },
  {
    name: 'segment_members',
    row: 'one customer in one segment, now',
    from: 'customers_segment_member',
    final: true,
    columns: [
      column('segment', 'UUID', 'the segment; its id stands in the address of its page'),
      column('person', 'UInt64', 'who is in it'),
      column('entered_at', instant, 'since when, UTC'),
    ],
  },
];

export const tables: SqlTable[] = published.map(({ name, row, columns }) => ({
  name,
  row,
  columns: columns.map(({ name: each, type, meaning }) => ({ name: each, type, meaning })),
}));

const plainId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const plainName = /^\w+$/;

/** The predicate the engine adds to whatever is read. @throws when the id is none: it stands in SQL as a literal. */
export function ofWorkspace(workspaceId: string): string {
  if (!plainId.test(workspaceId)) throw new Error('a workspace id is a UUID in lower case');
  return `workspace = toUUID('${workspaceId}')`;
}

/** Where a workspace's views live. `database`: where the tables do. */
export function databaseOf(database: string, workspaceId: string): string {
  if (!plainName.test(database)) throw new Error('a database of ours has a plain name');
  return `${database}_sql_${workspaceId.replaceAll('-', '')}`;
}

/** Statements that make a workspace's database as it should be now. */
export function definitions(database: string, workspaceId: string): string[] {
  const own = databaseOf(database, workspaceId);
  const views = published.map(({ name, from, final, columns }) => {
    const list = columns.map((each) => {
      const is = (each.is ?? `source.${each.name}`).replaceAll('{database}', database);
      return `${is} as ${each.name}`;
    });
    return `create or replace view ${own}.${name} as select ${list.join(', ')} from ${database}.${from} as source ${final ? 'final ' : ''}prewhere source.${ofWorkspace(workspaceId)}`;
  });
  return [`create database if not exists ${own}`, ...views];
}
