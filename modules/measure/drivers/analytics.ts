/** ClickHouse side of drivers: answers as the log tells them, one event an answer. */
import type { ClickHouse } from '#platform/clickhouse';
import { ask } from '../analytics.ts';
import { Bound, dataset, withinSpan } from '../rules/events-sql.ts';
import type { Response } from './rules/answers.ts';

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
