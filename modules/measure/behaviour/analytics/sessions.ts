/** ClickHouse side of sessions. */
import type { ClickHouse } from '#platform/clickhouse';
import { ask } from '../../analytics.ts';
import type { SessionsPlace, SessionsQuestion } from '../../contract.ts';
import type { SessionRow } from '../rules/sessions.ts';
import { sessionPeopleQuery, sessionsQuery } from '../rules/sessions-sql.ts';
import type { BehaviourContext } from '../rules/steps-sql.ts';
import type { PersonRow } from './funnel.ts';

export const sessionRows = (clickhouse: ClickHouse, question: SessionsQuestion, context: BehaviourContext) =>
  ask<SessionRow>(clickhouse, sessionsQuery(question, context));

export const peopleOfSessions = (
  clickhouse: ClickHouse,
  question: SessionsQuestion,
  context: BehaviourContext,
  place: SessionsPlace & { limit: number; offset: number },
) => ask<PersonRow>(clickhouse, sessionPeopleQuery(question, context, place));
