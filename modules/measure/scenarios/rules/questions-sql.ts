/** What is asked of valued passages: groups, people, one by one, and what came afterwards. Pure. */

import { deeds } from '../../behaviour/rules/steps-sql.ts';
import type { passageParts, ScenarioDefinition } from '../../contract.ts';
import { Bound, dataset, type Query } from '../../rules/events-sql.ts';
import { type Afterwards, type PassagesContext, passagesSql } from './passages-sql.ts';
import { never, outcomeOf } from './quality.ts';
import { valuedSql } from './quality-sql.ts';

export interface Asked {
  definition: ScenarioDefinition;
  /** Milliseconds since the epoch. */
  from: number;
  to: number;
}

const valued = (asked: Asked & { afterwards?: Afterwards }, context: PassagesContext) =>
  valuedSql(asked.definition, passagesSql(asked, context));

/**
 * Rows as `GroupRow`. With `before`, passages of as long a time just before are a group of their own. `segments`: SQL that is true
 * of a person who is in each; everybody is segment 0.
 */
export function groupsQuery(asked: Asked, context: PassagesContext, segments: readonly string[] = []): Query {
  const { definition, from, to } = asked;
  const both = valued({ ...asked, from: from - (to - from) }, context);
  const start = context.bound.add(from, 'Int64');
  const steps = definition.steps.map((_step, at) => at + 1);
  const metrics = definition.metrics.map((_metric, at) => at + 1);
  const done = 'isNotNull(quality)';
  const list = (sqls: string[]) => `[${sqls.join(', ')}]`;
  const memberships = segments.map((sql, at) => `if(${sql}, ${at + 1}, 0)`);
  const groups = `arrayConcat([0], arrayFilter(x -> x != 0, ${list(memberships) === '[]' ? "cast([], 'Array(UInt8)')" : list(memberships)}))`;
  const each = (at: number) => `measured[${at}]`;
  const perPerson = `
    select person, earlier, segment, toFloat64(count(quality)) as n, ifNull(sum(quality), 0) as S, countIf(underWay) as going,
           ${steps.map((no) => `countIf(${done} and reached[${no}] != 0) as reached${no}, countIf(${done} and has(failed, ${no})) as failed${no}`).join(', ')},
           ${metrics
             .map(
               (at) =>
                 `countIf(${done} and isNotNull(scores[${at}])) as told${at}, ifNull(sumIf(scores[${at}], ${done}), 0) as score${at},
                  countIf(${done} and ifNull(${each(at)} = ${never}, 0)) as never${at},
                  groupArrayIf(assumeNotNull(${each(at)}), ${done} and ifNull(${each(at)} != ${never}, 0)) as values${at}`,
             )
             .join(', ')}
      from (select *, startedAt < ${start} as earlier, arrayJoin(${groups}) as segment from (${both}))
     group by person, earlier, segment`;
  const sql = `
    select toBool(earlier) as "isEarlier", toFloat64(segment) as "segmentNo", toFloat64(countIf(n > 0)) as people, sum(n) as passages,
           sum(S) as "sum", sum(S * S) as squares, sum(S * n) as crossed, sum(n * n) as counts, toFloat64(sum(going)) as "underWay",
           ${list(steps.map((no) => `toFloat64(sum(reached${no}))`))} as reached,
           ${list(steps.map((no) => `toFloat64(sum(failed${no}))`))} as failed,
           ${list(metrics.map((at) => `toFloat64(sum(told${at}))`))} as told,
           ${list(metrics.map((at) => `toFloat64(sum(score${at}))`))} as scores,
           ${list(metrics.map((at) => `toFloat64(sum(never${at}))`))} as never,
           ${list(metrics.map((at) => `quantilesExactInclusiveArray(0.5, 0.9)(values${at})`))} as middles
      from (${perPerson}) group by earlier, segment`;
  return { sql, params: context.bound.params };
}

export interface Part {
  part: (typeof passageParts)[number];
  step: number | undefined;
}

function inPart({ part, step }: Part, definition: ScenarioDefinition): string {
  const done = 'isNotNull(quality)';
  const no = step ?? outcomeOf(definition);
  switch (part) {
    case 'all':
      return done;
    case 'under_way':
      return 'underWay';
    case 'reached':
      return `${done} and reached[${no}] != 0`;
    case 'not_reached':
      return `${done} and reached[${no}] = 0`;
    case 'failed':
      return step === undefined ? `${done} and notEmpty(failed)` : `${done} and has(failed, ${step})`;
  }
}

/** Rows as `PersonRow`, worst quality first. */
export function peopleQuery(asked: Asked, context: PassagesContext, part: Part, page: { limit: number; offset: number }): Query {
  const { bound } = context;
  const sql = `
    select toString(person) as person, toFloat64(count()) as passages, avg(quality) as "meanQuality", toString(max(startedAt)) as last,
           toFloat64(count() over ()) as total
      from (select person, startedAt, quality from (${valued(asked, context)}) where ${inPart(part, asked.definition)})
     group by person order by avg(quality) asc nulls last, max(startedAt) desc, person
     limit ${bound.add(page.limit, 'UInt32')} offset ${bound.add(page.offset, 'UInt32')}`;
  return { sql, params: bound.params };
}

/** Rows as `Passage`, by person and start; newest first with `newest`. */
export function passagesQuery(asked: Asked, context: PassagesContext, limit: number, newest = false): Query {
  const { bound } = context;
  const order = newest ? 'startedAt desc' : 'person, startedAt';
  const sql = `
    select toString(passage.person) as person, toFloat64(startedAt) as "startedAt", toFloat64(endedAt) as "endedAt", underWay,
           arrayMap(x -> toFloat64(x), reached) as reached, arrayMap(x -> toFloat64(x), times) as times,
           toFloat64(contacts) as contacts, measured
      from (${passagesSql(asked, context)}) as passage order by ${order} limit ${bound.add(limit, 'UInt32')}`;
  return { sql, params: bound.params };
}

/** Rows as `OutcomeRow`, one a person whose passages are over as long as asked; drawn by chance when there are more than `limit`. */
export function outcomesQuery(asked: Asked & { afterwards: Afterwards }, context: PassagesContext, limit: number): Query {
  const { bound } = context;
  const sql = `
    select avg(quality) as "meanQuality", avg(came) as "cameBack", avg(contacts) as "meanContacts", avg(hours) as "meanHours", toFloat64(count()) as passages,
           sumMap(arrayMap(p -> p.1, payments), arrayMap(p -> p.2, payments)) as spent,
           toFloat64(count() over ()) as total
      from (${valued(asked, context)}) where told and isNotNull(quality)
     group by person order by cityHash64(person), person limit ${bound.add(limit, 'UInt32')}`;
  return { sql, params: bound.params };
}

export const mostDeeds = 5_000;

/** Rows `{ name, at }`: what one customer did, both ends included, newest first when cut. */
export function deedsQuery(workspaceId: string, senderNos: readonly string[], { from, to }: { from: number; to: number }): Query {
  const bound = new Bound();
  const instant = (ms: number) => `fromUnixTimestamp64Milli(${bound.add(ms, 'Int64')}, 'UTC')`;
  const sql = `
    select name, toFloat64(toUnixTimestamp64Milli(occurred_at)) as at from ${dataset}
     where workspace = ${bound.add(workspaceId, 'UUID')} and ${deeds} and sender in ${bound.add(senderNos.map(Number), 'Array(UInt64)')}
       and occurred_at >= ${instant(from)} and occurred_at <= ${instant(to)}
     order by at desc, event desc limit ${mostDeeds}`;
  return { sql: `select * from (${sql}) order by at`, params: bound.params };
}
