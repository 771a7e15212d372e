/** ClickHouse side of retention, lifecycle and breadth. */
import type { ClickHouse } from '#platform/clickhouse';
import { ask } from '../../analytics.ts';
import type { BreadthQuestion, LifecycleQuestion, RetentionQuestion } from '../../contract.ts';
import {
  breadthPeopleQuery,
  breadthQuery,
  lifecyclePeopleQuery,
  lifecycleQuery,
  retentionPeopleQuery,
  retentionQuery,
} from '../rules/retention-sql.ts';
import type { BehaviourContext } from '../rules/steps-sql.ts';
import type { PersonRow } from './funnel.ts';

export interface RetentionRow {
  cohort: number;
  /** -1: the whole cohort. */
  after: number;
  people: number;
}

export interface LifecycleRow {
  interval: number;
  /** Place in `lifecycleStates`. */
  state: number;
  people: number;
}

type People<Query extends (...parts: never[]) => unknown> = Parameters<Query>[2];

export const retentionRows = (clickhouse: ClickHouse, question: RetentionQuestion, context: BehaviourContext) =>
  ask<RetentionRow>(clickhouse, retentionQuery(question, context));

export const peopleOfCell = (
  clickhouse: ClickHouse,
  question: RetentionQuestion,
  context: BehaviourContext,
  cell: People<typeof retentionPeopleQuery>,
) => ask<PersonRow>(clickhouse, retentionPeopleQuery(question, context, cell));

export const lifecycleRows = (clickhouse: ClickHouse, question: LifecycleQuestion, context: BehaviourContext) =>
  ask<LifecycleRow>(clickhouse, lifecycleQuery(question, context));

export const peopleOfState = (
  clickhouse: ClickHouse,
  question: LifecycleQuestion,
  context: BehaviourContext,
  state: People<typeof lifecyclePeopleQuery>,
) => ask<PersonRow>(clickhouse, lifecyclePeopleQuery(question, context, state));

export const breadthRows = (clickhouse: ClickHouse, question: BreadthQuestion, context: BehaviourContext) =>
  ask<{ events: number; people: number }>(clickhouse, breadthQuery(question, context));

export const peopleOfBreadth = (
  clickhouse: ClickHouse,
  question: BreadthQuestion,
  context: BehaviourContext,
  used: People<typeof breadthPeopleQuery>,
) => ask<PersonRow>(clickhouse, breadthPeopleQuery(question, context, used));
