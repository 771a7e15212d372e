/**
 * At which touchpoint and in which department something happened, as ClickHouse SQL. Every conversation and every record is
 * at one place, so that cells add up to their rows, their columns and the whole, and a cell's list is as long as its figure.
 * Pure: what is asked in, text and bound values out.
 */
import type { TouchpointRule } from '../../contract.ts';
import type { Bound, Query } from '../../rules/events-sql.ts';

/** What places are told by; `''` is no touchpoint, no department. */
export interface Places {
  /** In order: the first that fits has it. */
  touchpoints: readonly { id: string; rule: TouchpointRule }[];
  /** Department of each employee, and of each queue by who answers for it; who is in none is left out. */
  departmentOf: ReadonlyMap<string, string>;
  /** Department that answers for a theme. */
  departmentOfTheme: ReadonlyMap<string, string>;
}

export interface Asked {
  workspaceId: string;
  from: string;
  to: string;
  /** An id, or `none`. */
  touchpoint?: string | undefined;
  department?: string | undefined;
}

const nobody = "toUUID('00000000-0000-0000-0000-000000000000')";
const texts = 'Array(String)';

/** Over `t_channel`, `t_kind` and the lists `t_events`, `t_places`, `t_products`, `t_themes`. */
function touchpointOf({ touchpoints }: Places, bound: Bound): string {
  const cases = touchpoints.flatMap(({ id, rule }) => {
    const fits: string[] = [];
    const one = (column: string, values: readonly string[]) => {
      if (values.length > 0) fits.push(`has(${bound.add(values, texts)}, toString(${column}))`);
    };
    const any = (column: string, values: readonly string[]) => {
      if (values.length > 0) fits.push(`hasAny(${column}, ${bound.add(values, texts)})`);
    };
    one('t_channel', rule.channels);
    one('t_kind', rule.kinds);
    any('t_events', rule.events);
    any('t_places', rule.places);
    any('t_products', rule.products);
    any('t_themes', rule.themes);
    return fits.length === 0 ? [] : [`(${fits.join(' or ')}), ${bound.add(id, 'String')}`];
  });
  return cases.length === 0 ? "''" : `multiIf(${cases.join(', ')}, '')`;
}

function lookUp(of: string, map: ReadonlyMap<string, string>, bound: Bound): string {
  if (map.size === 0) return "''";
  return `transform(${of}, ${bound.add([...map.keys()], texts)}, ${bound.add([...map.values()], texts)}, '')`;
}

/** Whoever owns the conversation decides; words outside of one belong to the department that answers for all of their themes. */
function departmentOf(places: Places, bound: Bound): string {
  const ofTheme = lookUp('theme', places.departmentOfTheme, bound);
  const ofThemes = `arrayDistinct(arrayFilter(d -> d != '', arrayMap(theme -> ${ofTheme}, t_themes)))`;
  return `multiIf(t_owner != ${nobody}, ${lookUp('toString(t_owner)', places.departmentOf, bound)},
    length(${ofThemes}) = 1, arrayElement(${ofThemes}, 1), '')`;
}

function spanOf(column: string, { from, to }: Asked, bound: Bound): string {
  return `${column} >= toDateTime64(${bound.add(from, 'String')}, 3, 'UTC') and ${column} < toDateTime64(${bound.add(to, 'String')}, 3, 'UTC')`;
}

function whereOf({ touchpoint, department }: Asked, bound: Bound): string {
  const parts = ['true'];
  const at = (column: string, value: string | undefined) => {
    if (value !== undefined) parts.push(`${column} = ${bound.add(value === 'none' ? '' : value, 'String')}`);
  };
  at('p_touchpoint', touchpoint);
  at('p_department', department);
  return parts.join(' and ');
}

const aboutWords = ({ places, products, themes }: TouchpointRule) => places.length + products.length + themes.length > 0;

/** Conversations open now, and those begun in the span: `in_span` tells them apart. */
function conversationsAt(asked: Asked, places: Places, bound: Bound): string {
  const inSpan = spanOf('opened_at', asked, bound);
  const which = `workspace = ${bound.add(asked.workspaceId, 'UUID')} and (outcome = 'open' or (${inSpan}))`;
  const lines = `select *, ${inSpan} as in_span, coalesce(resolved_seconds, dateDiff('millisecond', opened_at, now64(3)) / 1000) as lasted
      from measure_conversation final where ${which}`;
  const spoken = places.touchpoints.some(({ rule }) => aboutWords(rule));
  const said = spoken
    ? `left join (
         select moment as said_in, groupUniqArray(toString(touchpoint)) as all_places, groupUniqArray(toString(product)) as all_products,
                arrayMap(theme -> toString(theme), groupUniqArrayArray(themes)) as all_themes
           from measure_feedback final
          where workspace = ${bound.add(asked.workspaceId, 'UUID')} and moment in (select moment from measure_conversation where ${which})
          group by moment) as said on said.said_in = line.moment`
    : '';
  const none = "cast([], 'Array(String)')";
  return `
    select *, ${touchpointOf(places, bound)} as p_touchpoint, ${departmentOf(places, bound)} as p_department
      from (select line.*, line.channel as t_channel, line.moment_kind as t_kind, line.owner as t_owner, ${none} as t_events,
                   ${spoken ? 'said.all_places' : none} as t_places, ${spoken ? 'said.all_products' : none} as t_products,
                   ${spoken ? 'said.all_themes' : none} as t_themes
              from (${lines}) as line ${said})`;
}

/** Records of the span, at the place of what they speak of and of who had the conversation they were said in. */
function recordsAt(asked: Asked, places: Places, bound: Bound): string {
  const which = `workspace = ${bound.add(asked.workspaceId, 'UUID')} and ${spanOf('occurred_at', asked, bound)}`;
  return `
    select record_id, said_at, feeling, sender, ${touchpointOf(places, bound)} as p_touchpoint, ${departmentOf(places, bound)} as p_department
      from (select record.id as record_id, record.occurred_at as said_at, toFloat64(record.sentiment) as feeling,
                   record.sender as sender, record.channel as t_channel, line.moment_kind as t_kind, line.owner as t_owner, [toString(record.source)] as t_events,
                   [toString(record.touchpoint)] as t_places, [toString(record.product)] as t_products,
                   arrayMap(theme -> toString(theme), record.themes) as t_themes
              from (select * from measure_feedback final where ${which}) as record
              left join (select moment as held_in, moment_kind, owner from measure_conversation final
                          where workspace = ${bound.add(asked.workspaceId, 'UUID')}
                            and moment in (select moment from measure_feedback where ${which})) as line
                on line.held_in = record.moment)`;
}

/** Rows `{ touchpoint, department, open, conversations, detected, engaged, openHours, goodwill }`. */
export function conversationFigures(asked: Asked, places: Places, bound: Bound): Query {
  const rule = "in_span and opened_by = 'rule'";
  const sql = `
    select p_touchpoint as touchpoint, p_department as department, toFloat64(countIf(outcome = 'open')) as open,
           toFloat64(countIf(in_span)) as conversations, toFloat64(countIf(${rule})) as detected,
           toFloat64(countIf(${rule} and answer = 'human')) as engaged, sumIf(lasted, in_span) / 3600 as "openHours",
           sumMapIf(goodwill, in_span) as given
      from (${conversationsAt(asked, places, bound)}) where ${whereOf(asked, bound)} group by p_touchpoint, p_department`;
  return { sql, params: bound.params };
}

/** Rows `{ touchpoint, department, said, known, sum }`. */
export function recordFigures(asked: Asked, places: Places, bound: Bound): Query {
  const sql = `
    select p_touchpoint as touchpoint, p_department as department, toFloat64(count()) as said,
           toFloat64(countIf(not isNaN(feeling))) as known, sumIf(feeling, not isNaN(feeling)) as sum
      from (${recordsAt(asked, places, bound)}) where ${whereOf(asked, bound)} group by p_touchpoint, p_department`;
  return { sql, params: bound.params };
}

export type Which = 'open' | 'begun' | 'engaged' | 'missed';
const whichIs: Record<Which, string> = {
  open: "outcome = 'open'",
  begun: 'in_span',
  engaged: "in_span and opened_by = 'rule' and answer = 'human'",
  missed: "in_span and opened_by = 'rule' and answer != 'human'",
};

/** Rows of one list, longest open first, with `total`. */
export function conversationList(
  asked: Asked & { which: Which; person: string },
  places: Places,
  page: { limit: number; offset: number },
  bound: Bound,
): Query {
  const sql = `
    select toString(moment) as moment, toFloat64(no) as no, toString(${asked.person}) as person, channel, moment_kind as kind,
           opened_at as "openedAt", outcome, toString(owner) as owner, answer, emotion, lasted / 3600 as "openHours",
           goodwill as given, toFloat64(count() over ()) as total
      from (${conversationsAt(asked, places, bound)}) where ${whereOf(asked, bound)} and ${whichIs[asked.which]}
     order by opened_at, no limit ${bound.add(page.limit, 'UInt32')} offset ${bound.add(page.offset, 'UInt32')}`;
  return { sql, params: bound.params };
}

/** Rows `{ person }`: whoever is behind one list. */
export function peopleOfList(
  asked: Asked & { which: Which; person: string },
  places: Places,
  limit: number,
  bound: Bound,
): Query {
  const sql = `
    select distinct toString(${asked.person}) as person
      from (${conversationsAt(asked, places, bound)}) where ${whereOf(asked, bound)} and ${whichIs[asked.which]}
     limit ${bound.add(limit, 'UInt32')}`;
  return { sql, params: bound.params };
}

/** Rows `{ person }`: whose words the records are. */
export function peopleOfRecords(asked: Asked & { person: string }, places: Places, limit: number, bound: Bound): Query {
  const sql = `
    select distinct toString(${asked.person}) as person
      from (${recordsAt(asked, places, bound)}) where ${whereOf(asked, bound)}
     limit ${bound.add(limit, 'UInt32')}`;
  return { sql, params: bound.params };
}

/** Rows `{ id, at }` of records, newest first; `after`: the last of the page before. */
export function recordList(
  asked: Asked,
  places: Places,
  page: { after: { at: string; id: string } | undefined; limit: number },
  bound: Bound,
): Query {
  const before = page.after
    ? `(toUnixTimestamp64Milli(said_at), record_id) < (${bound.add(page.after.at, 'Int64')}, ${bound.add(page.after.id, 'UUID')})`
    : 'true';
  const sql = `
    select toString(record_id) as id, toString(toUnixTimestamp64Milli(said_at)) as at
      from (${recordsAt(asked, places, bound)}) where ${whereOf(asked, bound)} and ${before}
     order by said_at desc, record_id desc limit ${bound.add(page.limit, 'UInt32')}`;
  return { sql, params: bound.params };
}

/** Rows `{ touchpoint, department, id, at, sentiment }` of records whose mood is known. */
export function moodList(asked: Asked, places: Places, limit: number, bound: Bound): Query {
  const sql = `
    select p_touchpoint as touchpoint, p_department as department, toString(record_id) as id, said_at as at, feeling as sentiment
      from (${recordsAt(asked, places, bound)}) where ${whereOf(asked, bound)} and not isNaN(feeling)
     order by said_at, record_id limit ${bound.add(limit, 'UInt32')}`;
  return { sql, params: bound.params };
}

/** Rows `{ owner }`: whoever owns, or owned at last, what is asked about. */
export function ownersOf(asked: Asked, bound: Bound): Query {
  const workspace = bound.add(asked.workspaceId, 'UUID');
  const sql = `
    select distinct toString(owner) as owner from measure_conversation final
     where workspace = ${workspace}
       and (outcome = 'open' or (${spanOf('opened_at', asked, bound)})
            or moment in (select moment from measure_feedback where workspace = ${workspace} and ${spanOf('occurred_at', asked, bound)}))`;
  return { sql, params: bound.params };
}

/** One row of lists: what was seen, to choose from. */
export function seenWords(workspaceId: string, bound: Bound): Query {
  const workspace = bound.add(workspaceId, 'UUID');
  const top = (column: string) => `arraySort(arrayFilter(w -> w != '', topK(200)(toString(${column}))))`;
  const sql = `
    select arrayDistinct(arrayConcat(spoken.channels, held.channels)) as channels, kinds, events, places, products
      from (select ${top('channel')} as channels, ${top('source')} as events, ${top('touchpoint')} as places, ${top('product')} as products
              from measure_feedback where workspace = ${workspace}) as spoken,
           (select ${top('channel')} as channels, ${top('moment_kind')} as kinds from measure_conversation where workspace = ${workspace}) as held`;
  return { sql, params: bound.params };
}
