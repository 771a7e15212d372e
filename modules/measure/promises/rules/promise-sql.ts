/**
 * What people said and lived through of a promise as ClickHouse SQL. Each experience becomes rows
 * `{ sender, occurred_at, broken, part, said }`, whatever it comes from: words, answers or events. Values are bound.
 */
import type { Experience, Verdict } from '../../contract.ts';
import { Bound, bucketOf, conditionOf, dataset, type Query, type TypeOf, withinSpan } from '../../rules/events-sql.ts';
import { edge } from '../../voice/rules/feedback-sql.ts';

/** A condition on whose rows count, over `sender`. */
export interface Who {
  sql: string;
  params: Record<string, unknown>;
}

/** Metrics tell of everybody at once: they have no rows. */
export type ToldBy = Exclude<Experience, { kind: 'metric' }>;

export interface Asked {
  workspaceId: string;
  /** With its number among the experiences of the promise. */
  experiences: readonly { part: number; of: ToldBy }[];
  from: string;
  to: string;
  /** Expression that tells whose row it is. */
  person: string;
  /** How properties of an event were sent. */
  typesOf(event: string): TypeOf;
  who?: Who | undefined;
}

const nobody = '00000000-0000-0000-0000-000000000000';

/** Words without a mood that can be told say neither. */
const moodTells = `(kind = 'curse' or (not isNaN(sentiment) and abs(sentiment) >= ${edge}))`;

function rowsOf(of: ToldBy, asked: Asked, bound: Bound): { table: string; where: string[]; broken: string; said: string } {
  const span = withinSpan(asked, asked.workspaceId, bound);
  switch (of.kind) {
    case 'theme': {
      const where = [...span, `has(themes, ${bound.add(of.themeId, 'UUID')})`];
      if (of.counts !== 'by_mood')
        return { table: 'measure_feedback final', where, broken: String(of.counts === 'broken'), said: 'id' };
      return {
        table: 'measure_feedback final',
        where: [...where, moodTells],
        broken: `(kind = 'curse' or sentiment <= -${edge})`,
        said: 'id',
      };
    }
    case 'survey': {
      const where = [
        ...span,
        `name = 'Survey Answered' and mapContains(num, 'value')`,
        `text['survey'] = ${bound.add(of.survey, 'String')}`,
        `text['question'] = ${bound.add(of.question, 'String')}`,
      ];
      return { table: dataset, where, broken: `num['value'] < ${bound.add(of.atLeast, 'Float64')}`, said: `toUUID('${nobody}')` };
    }
    case 'event': {
      const typeOf = asked.typesOf(of.event);
      const where = [
        ...span,
        `name = ${bound.add(of.event, 'String')}`,
        ...of.filters.map((filter) => conditionOf(filter, typeOf(filter.property), bound)),
      ];
      return { table: dataset, where, broken: String(of.counts === 'broken'), said: `toUUID('${nobody}')` };
    }
    default:
      return of satisfies never;
  }
}

/** After `from`: every row of every experience. People without a name of any kind are nobody's promise. */
function tableOf(asked: Asked, bound: Bound): string {
  const own = asked.who ? [asked.who.sql] : [];
  if (asked.who) Object.assign(bound.params, asked.who.params);
  const each = asked.experiences.map(({ part, of }) => {
    const { table, where, broken, said } = rowsOf(of, asked, bound);
    return `select ${asked.person} as person, occurred_at, toUInt8(${broken}) as broken, toUInt8(${part}) as part, ${said} as said
              from ${table} where ${[...where, 'sender != 0', ...own].join(' and ')}`;
  });
  return `(${each.join('\n union all ')})`;
}

/**
 * Rows `{ what, at, people, broken }`: of `whole`, of each `part` by its number, of each `week` by its first second, and of each
 * `side` of a day: 0 before it, 1 from it on. One reading of the rows for all of them.
 */
export function toldQuery(asked: Asked, { timeZone, around }: { timeZone: string; around?: string | undefined }): Query {
  const bound = new Bound();
  const table = tableOf(asked, bound);
  bound.params.zone = timeZone;
  const dims = ["('whole', toInt64(0))", "('part', toInt64(part))"];
  if (around !== undefined) {
    dims.push(`('week', toInt64(toUnixTimestamp(${bucketOf.week})))`);
    dims.push(`('side', toInt64(occurred_at >= toDateTime64(${bound.add(around, 'String')}, 3, 'UTC')))`);
  }
  const sql = `
    select place.1 as what, toFloat64(place.2) as at, toFloat64(uniqExact(person)) as people,
           toFloat64(uniqExactIf(person, broken = 1)) as broken_to
      from (select person, broken, arrayJoin([${dims.join(', ')}]) as place from ${table})
     group by place`;
  return { sql, params: bound.params };
}

const having: Record<Verdict, string> = { broken: 'times_broken > 0', kept: 'times_broken = 0' };

/** Rows `{ person, times_broken, times_kept, last, total }`: who it was broken to most often first. */
export function peopleQuery(asked: Asked, verdict: Verdict | undefined, page: { limit: number; offset: number }): Query {
  const bound = new Bound();
  const sql = `
    select toString(person) as person, toFloat64(sum(broken)) as times_broken, toFloat64(countIf(broken = 0)) as times_kept,
           toString(toUnixTimestamp64Milli(max(occurred_at))) as last, toFloat64(count() over ()) as total
      from ${tableOf(asked, bound)} group by person ${verdict === undefined ? '' : `having ${having[verdict]}`}
     order by times_broken desc, max(occurred_at) desc, person
     limit ${bound.add(page.limit, 'UInt32')} offset ${bound.add(page.offset, 'UInt32')}`;
  return { sql, params: bound.params };
}

/** Rows `{ id, at }` of the words themselves, newest first; `after`: the last of the page before. */
export function wordsQuery(
  asked: Asked,
  verdict: Verdict | undefined,
  after: { at: string; id: string } | undefined,
  limit: number,
): Query {
  const bound = new Bound();
  const table = tableOf(asked, bound);
  const where = verdict === undefined ? [] : [`is_broken = ${verdict === 'broken' ? 1 : 0}`];
  if (after) where.push(`(at_ms, said) < (${bound.add(after.at, 'Int64')}, ${bound.add(after.id, 'UUID')})`);
  const sql = `
    select toString(said) as id, toString(at_ms) as at
      from (select said, max(toUnixTimestamp64Milli(occurred_at)) as at_ms, max(broken) as is_broken from ${table} group by said)
     ${where.length === 0 ? '' : `where ${where.join(' and ')}`}
     order by at_ms desc, said desc limit ${bound.add(limit, 'UInt32')}`;
  return { sql, params: bound.params };
}

/** Several conditions at once, each with names of its own for what it binds. */
export function allOf(conditions: readonly Who[]): Who | undefined {
  if (conditions.length < 2) return conditions[0];
  const own = conditions.map(({ sql, params }, at) => ({
    sql: Object.keys(params).reduce((text, name) => text.replaceAll(`{${name}:`, `{who${at}_${name}:`), sql),
    params: Object.fromEntries(Object.entries(params).map(([name, value]) => [`who${at}_${name}`, value])),
  }));
  return {
    sql: own.map(({ sql }) => `(${sql})`).join(' and '),
    params: Object.assign({}, ...own.map(({ params }) => params)) as Record<string, unknown>,
  };
}
