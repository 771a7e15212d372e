/** SQL of results: counted where the answers lie, so that they are live and whole. */
import { empty, sql, type Tx } from '#platform/postgres';

export interface Filter {
  from?: string | undefined;
  to?: string | undefined;
  state: 'complete' | 'partial' | 'all';
}

const within = ({ from, to, state }: Filter) => sql`
  ${from === undefined ? empty : sql`and r.updated_at >= ${from}`}
  ${to === undefined ? empty : sql`and r.updated_at < ${to}`}
  ${state === 'all' ? empty : sql`and r.state = ${state}`}`;

const answersJoined = sql`listen.survey_answer a
  join listen.survey_response r on r.workspace_id = a.workspace_id and r.id = a.response_id`;

export const countStates = (
  tx: Tx,
  workspaceId: string,
  surveyId: string,
  filter: Filter,
): Promise<{ complete: string; partial: string; full: string }> =>
  tx.one(sql`
    select count(*) filter (where state = 'complete') as complete, count(*) filter (where state = 'partial') as partial,
           count(*) filter (where state = 'full') as "full"
      from listen.survey_response r
     where r.workspace_id = ${workspaceId} and r.survey_id = ${surveyId} ${within({ ...filter, state: 'all' })}`);

export interface CountRow {
  question: string;
  number: number | null;
  text: string | null;
  count: string;
}

/** How often each answer was given to these questions; free text is left to the reader. */
export const countAnswers = (
  tx: Tx,
  workspaceId: string,
  surveyId: string,
  filter: Filter,
  questions: readonly string[],
): Promise<CountRow[]> =>
  tx.many(sql`
    select a.question, a.value_number as number, a.value_text as text, count(*) as count
      from ${answersJoined}
     where a.workspace_id = ${workspaceId} and a.survey_id = ${surveyId} and a.question = any(${questions}::text[])
       ${within(filter)}
     group by 1, 2, 3`);

/** How many people answered each question, whatever they said. */
export const countPeople = (
  tx: Tx,
  workspaceId: string,
  surveyId: string,
  filter: Filter,
): Promise<{ question: string; count: string }[]> =>
  tx.many(sql`
    select a.question, count(*) as count from ${answersJoined}
     where a.workspace_id = ${workspaceId} and a.survey_id = ${surveyId} and a.ordinal = 0 ${within(filter)}
     group by 1`);

export interface WeekRow {
  week: string;
  number: number;
  count: string;
}

export const countWeeks = (tx: Tx, workspaceId: string, surveyId: string, filter: Filter, question: string): Promise<WeekRow[]> =>
  tx.many(sql`
    select to_char(date_trunc('week', r.updated_at at time zone 'UTC'), 'YYYY-MM-DD') as week, a.value_number as number,
           count(*) as count
      from ${answersJoined}
     where a.workspace_id = ${workspaceId} and a.survey_id = ${surveyId} and a.question = ${question}
       and a.value_number is not null ${within(filter)}
     group by 1, 2 order by 1, 2`);

export interface ScoreRow {
  surveyId: string;
  number: number;
  count: string;
}

/** Counts of one question each of several surveys: for the list. */
export const countScores = (
  tx: Tx,
  workspaceId: string,
  asked: readonly { surveyId: string; question: string }[],
): Promise<ScoreRow[]> =>
  tx.many(sql`
    select a.survey_id as "surveyId", a.value_number as number, count(*) as count
      from ${answersJoined}
      join unnest(${asked.map(({ surveyId }) => surveyId)}::uuid[], ${asked.map(({ question }) => question)}::text[])
           as q (survey_id, question) on q.survey_id = a.survey_id and q.question = a.question
     where a.workspace_id = ${workspaceId} and r.state = 'complete' and a.value_number is not null
     group by 1, 2`);

/** Marks a person each, for reliability and weighting: those who finished. At most 100,000 answers. */
export const marksOf = (
  tx: Tx,
  workspaceId: string,
  surveyId: string,
  filter: Filter,
  questions: readonly string[],
): Promise<{ response: string; question: string; number: number | null; text: string | null }[]> =>
  tx.many(sql`
    select a.response_id as response, a.question, a.value_number as number, a.value_text as text
      from ${answersJoined}
     where a.workspace_id = ${workspaceId} and a.survey_id = ${surveyId} and a.question = any(${questions}::text[])
       and a.ordinal = 0 ${within(filter)}
     order by a.response_id limit 100000`);

export interface ListedRow {
  id: string;
  state: 'partial' | 'complete' | 'full';
  version: string;
  senderNo: string;
  senderType: string;
  senderValue: string;
  proven: boolean;
  via: string;
  momentId: string | null;
  locale: string | null;
  at: Date;
  /** The same to the microsecond: where a page ends. */
  place: string;
  answers: { question: string; number: number | null; text: string | null }[] | null;
}

export const listResponses = (
  tx: Tx,
  workspaceId: string,
  surveyId: string,
  filter: Filter & { question?: string | undefined; value?: string | undefined },
  page: { after: { at: string; id: string } | undefined; limit: number },
): Promise<ListedRow[]> => {
  const { question, value } = filter;
  const gave =
    question === undefined
      ? empty
      : sql`and exists (select 1 from listen.survey_answer g
             where g.workspace_id = r.workspace_id and g.response_id = r.id and g.question = ${question}
               ${value === undefined ? empty : sql`and coalesce(g.value_text, g.value_number::text) = ${value}`})`;
  const { after } = page;
  return tx.many(sql`
    select r.id, r.state, r.version, r.sender_no as "senderNo", r.sender_type as "senderType",
           r.sender_value as "senderValue", r.proven, r.via, r.moment_id as "momentId", r.locale, r.updated_at as at,
           to_char(r.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as place,
           (select jsonb_agg(jsonb_build_object('question', a.question, 'number', a.value_number, 'text', a.value_text)
                             order by a.question, a.ordinal)
              from listen.survey_answer a where a.workspace_id = r.workspace_id and a.response_id = r.id) as answers
      from listen.survey_response r
     where r.workspace_id = ${workspaceId} and r.survey_id = ${surveyId} ${within(filter)} ${gave}
       ${after === undefined ? empty : sql`and (r.updated_at, r.id) < (${after.at}::timestamptz, ${after.id}::uuid)`}
     order by r.updated_at desc, r.id desc limit ${page.limit}`);
};
