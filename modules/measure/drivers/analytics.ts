/** ClickHouse side of drivers: answers as the log tells them, one event an answer. */
import type { ClickHouse } from '#platform/clickhouse';
import { ask } from '../analytics.ts';
import { Bound, dataset, withinSpan } from '../rules/events-sql.ts';
import { leastForStraightLine, type Response } from './rules/answers.ts';

/** More responses than that are not read; the newest are. */
export const mostResponses = 50_000;
const answered = `name = 'Survey Answered' and mapContains(num, 'value')`;

export interface Asked {
  survey: string;
  questions: readonly string[];
  from: string;
  to: string;
  /** Condition on whose answers count, over `sender`. */
  who?: { sql: string; params: Record<string, unknown> } | undefined;
}

/** Whoever answered a question twice in one response meant the later answer. */
export async function responses(clickhouse: ClickHouse, workspaceId: string, asked: Asked): Promise<Response[]> {
  const bound = new Bound();
  const parts = [
    ...withinSpan(asked, workspaceId, bound),
    answered,
    `text['survey'] = ${bound.add(asked.survey, 'String')}`,
    `has(${bound.add([...asked.questions], 'Array(String)')}, text['question'])`,
    ...(asked.who ? [asked.who.sql] : []),
  ];
  const sql = `
    select groupArray(question) as questions, groupArray(value) as answers
      from (select text['response'] as response, text['question'] as question, argMax(num['value'], (occurred_at, event)) as value,
                   max(occurred_at) as at
              from ${dataset} where ${parts.join(' and ')} group by response, question)
     group by response order by max(at) desc, response limit ${bound.add(mostResponses + 1, 'UInt32')}`;
  const rows = await ask<{ questions: string[]; answers: number[] }>(clickhouse, {
    sql,
    params: { ...bound.params, ...asked.who?.params },
  });
  return rows.map(({ questions, answers }) => new Map(questions.map((question, at) => [question, answers[at] ?? 0])));
}

export interface Behind extends Asked {
  notApplicable: readonly number[];
  leaveOutStraightLiners: boolean;
  /** Expression that tells whose answer a row is. */
  person: string;
  limit: number;
  offset: number;
}

export interface AnswersRow {
  who: string;
  /** In the order of the questions. */
  values: number[];
  responses: number;
  last: string;
  total: number;
}

/** The people who answered every one of these questions, by their last whole answer; who answered the first one lowest first. */
export function answersBehind(clickhouse: ClickHouse, workspaceId: string, asked: Behind): Promise<AnswersRow[]> {
  const bound = new Bound();
  const questions = bound.add([...asked.questions], 'Array(String)');
  const parts = [
    ...withinSpan(asked, workspaceId, bound),
    answered,
    'sender != 0',
    `text['survey'] = ${bound.add(asked.survey, 'String')}`,
    `has(${questions}, text['question'])`,
    ...(asked.who ? [asked.who.sql] : []),
  ];
  const alike = `length(${questions}) >= ${leastForStraightLine} and length(arrayDistinct(answers)) = 1`;
  const whole = [`hasAll(asked, ${questions})`, ...(asked.leaveOutStraightLiners ? [`not (${alike})`] : [])];
  const sql = `
    select toString(person) as who, argMax(answers, (answered_at, response)) as values, toFloat64(count()) as responses,
           toString(toUnixTimestamp64Milli(max(answered_at))) as last, toFloat64(count() over ()) as total
      from (select response, any(sent_by) as person, groupArray(question) as asked, groupArray(value) as given,
                   arrayMap(name -> given[indexOf(asked, name)], ${questions}) as answers, max(at) as answered_at
              from (select text['response'] as response, text['question'] as question,
                           argMax(num['value'], (occurred_at, event)) as value, argMax(${asked.person}, (occurred_at, event)) as sent_by,
                           max(occurred_at) as at
                      from ${dataset} where ${parts.join(' and ')} group by response, question)
             where not has(${bound.add([...asked.notApplicable], 'Array(Float64)')}, value)
             group by response having ${whole.join(' and ')})
     group by person order by values[1], last desc, who
     limit ${bound.add(asked.limit, 'UInt32')} offset ${bound.add(asked.offset, 'UInt32')}`;
  return ask<AnswersRow>(clickhouse, { sql, params: { ...bound.params, ...asked.who?.params } });
}

export interface AnsweredSurvey {
  survey: string;
  title: string;
  responses: number;
  last: string;
  questions: [question: string, kind: string, answers: number, mean: number][];
}

/** The surveys answered last, at most 200. */
export function answeredSurveys(clickhouse: ClickHouse, workspaceId: string): Promise<AnsweredSurvey[]> {
  const bound = new Bound();
  const sql = `
    select survey, argMax(called, heard) as title, toFloat64(max(answers)) as responses,
           toString(toUnixTimestamp64Milli(max(heard))) as last, groupArray((question, type, toFloat64(answers), mean)) as questions
      from (select text['survey'] as survey, text['question'] as question, any(text['survey_name']) as called,
                   any(text['question_type']) as type, uniqExact(text['response']) as answers, avg(num['value']) as mean,
                   max(occurred_at) as heard
              from ${dataset}
             where workspace = ${bound.add(workspaceId, 'UUID')} and ${answered} and text['survey'] != '' and text['question'] != ''
             group by survey, question order by question)
     group by survey order by max(heard) desc limit 200`;
  return ask<AnsweredSurvey>(clickhouse, { sql, params: bound.params });
}
