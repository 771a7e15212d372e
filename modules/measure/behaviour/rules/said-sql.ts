/**
 * What people said after a step as ClickHouse SQL: the ways of the funnel joined with the records of what customers say, with
 * the conversations and with what was looked for. Those who went on are asked for the same length of time from the same step:
 * a comparison with another clock would compare nothing.
 */
import type { FunnelQuestion } from '../../contract.ts';
import { Bound, dataset, type Query } from '../../rules/events-sql.ts';
import { moodOf } from '../../voice/rules/feedback-sql.ts';
import { type FunnelContext, stoodAt } from './funnel-sql.ts';
import { instantOf, millisOf } from './steps-sql.ts';

export interface After {
  step: number;
  withinMs: number;
}

/** Segment's e-commerce specification: what was looked for, in which words. */
const searched = { event: 'Products Searched', property: 'query' };
/** Values told of each dimension. */
const mostValues = 20;

/** Nobody's records are nobody's here: sender 0. */
function span(
  question: FunnelQuestion,
  { withinMs }: After,
  column: string,
  { workspaceId }: FunnelContext,
  bound: Bound,
): string {
  return [
    `workspace = ${bound.add(workspaceId, 'UUID')}`,
    'sender != 0',
    `${column} > ${instantOf(question.from, bound)}`,
    `${column} <= ${instantOf(question.to, bound, millisOf(question.window) + withinMs)}`,
  ].join(' and ');
}

const tag = (dimension: string, value: string) => `('${dimension}', toString(${value}))`;

/** Rows `{ who, happened, tags }`: everything said, begun or looked for, with what is counted of it. */
function heard(question: FunnelQuestion, context: FunnelContext, after: After, bound: Bound): string {
  const { person } = context;
  return `
    select ${person} as who, toUnixTimestamp64Milli(occurred_at) as happened,
           arrayConcat([${tag('said', "''")}, ${tag('kind', 'kind')}, ${tag('mood', moodOf)}],
                       arrayMap(theme -> ${tag('theme', 'theme')}, themes)) as tags
      from measure_feedback final where ${span(question, after, 'occurred_at', context, bound)}
     union all
    select ${person} as who, toUnixTimestamp64Milli(opened_at) as happened,
           [${tag('conversing', "''")}, ${tag('conversation', "if(outcome = 'open', 'open', 'settled')")}] as tags
      from measure_conversation final where ${span(question, after, 'opened_at', context, bound)}
     union all
    select ${person} as who, toUnixTimestamp64Milli(occurred_at) as happened,
           [${tag('search', `lowerUTF8(text['${searched.property}'])`)}] as tags
      from ${dataset} where ${span(question, after, 'occurred_at', context, bound)}
       and name = '${searched.event}' and text['${searched.property}'] != ''`;
}

/**
 * Rows `{ went, dimension, value, records, people }`, most people first. The dimension `people` has all of them, `said` those
 * who said something, `conversing` those who began a conversation.
 */
export function saidQuery(question: FunnelQuestion, context: FunnelContext, after: After): Query {
  const bound = new Bound();
  const soon = `did.happened > stood.at and did.happened <= stood.at + ${bound.add(after.withinMs, 'Int64')}`;
  const sql = `
    select went, tag.1 as dimension, tag.2 as value, toFloat64(count()) as records, toFloat64(uniqExact(who)) as people
      from (select stood.went as went, stood.person as who,
                   arrayJoin(arrayPushFront(if(${soon}, did.tags, []), ('people', ''))) as tag
              from (${heard(question, context, after, bound)}) as did
             right join (${stoodAt(question, context, after.step, bound)}) as stood on did.who = stood.person)
     group by went, dimension, value order by people desc, records desc, value limit ${mostValues} by went, dimension`;
  return { sql, params: bound.params };
}

/** Rows `{ id }`: the last records of those who went no further, newest first. */
export function wordsQuery(question: FunnelQuestion, context: FunnelContext, after: After, limit: number): Query {
  const bound = new Bound();
  const sql = `
    select toString(did.id) as id
      from (select id, ${context.person} as who, toUnixTimestamp64Milli(occurred_at) as happened
              from measure_feedback final where ${span(question, after, 'occurred_at', context, bound)}) as did
     inner join (${stoodAt(question, context, after.step, bound)}) as stood on did.who = stood.person
     where not stood.went and did.happened > stood.at and did.happened <= stood.at + ${bound.add(after.withinMs, 'Int64')}
     order by did.happened desc, did.id limit ${bound.add(limit, 'UInt32')}`;
  return { sql, params: bound.params };
}
