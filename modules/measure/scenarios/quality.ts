/** Answers what passages through a scenario were worth, who is behind each figure, and takes them along one by one. */
import type { Customers } from '#customers';
import type { Clock } from '#platform/clock';
import { type BodyOf, Refusal, type ReplyOf } from '#platform/contract';
import type { Db } from '#platform/postgres';
import { type BehaviourDeps, behaviourContext } from '../behaviour/steps.ts';
import {
  type PassagesAsked,
  type QualityFigure,
  type ScenarioDefinition,
  type ScenarioQuality,
  type scenarioPeople,
  scenarioRefusals,
} from '../contract.ts';
import { Bound } from '../rules/events-sql.ts';
import { type GroupRow, groupRows, passageRows, peopleRows } from './analytics.ts';
import { csvOfPassages } from './csv.ts';
import type { PassagesContext } from './rules/passages-sql.ts';
import { figureOf, nothing } from './rules/quality.ts';
import { type Asked, groupsQuery, passagesQuery, peopleQuery } from './rules/questions-sql.ts';
import { inSegments } from './rules/segments-sql.ts';
import { orRefuse } from './scenarios.ts';
import * as store from './store.ts';

export interface AskingDeps extends BehaviourDeps {
  db: Db;
  customers: Pick<Customers, 'personOf' | 'describePeople' | 'inSegment' | 'segmentName' | 'find'>;
  clock: Clock;
}

const mostPassages = 200_000;

/** A question about passages, ready to be asked. */
export interface Prepared {
  no: number;
  asked: Asked;
  context: PassagesContext;
}

/** By the definition asked for. Throws the refusals of a question. */
export async function prepare(
  deps: AskingDeps,
  workspaceId: string,
  scenarioId: string,
  question: PassagesAsked,
): Promise<Prepared> {
  const { no, definition } = await deps.db.inWorkspace(
    workspaceId,
    async (tx) => {
      const row = orRefuse(await store.findScenario(tx, workspaceId, scenarioId));
      const { segmentId, scenarioVersion: wanted } = question;
      if (segmentId !== undefined && (await deps.customers.segmentName(tx, workspaceId, segmentId)) === undefined)
        throw new Refusal(scenarioRefusals.no_such_scenario_segment, {
          fields: [{ path: 'segmentId', message: 'there is no such segment' }],
        });
      if (wanted === undefined || wanted === Number(row.version)) return { no: Number(row.version), definition: row.definition };
      const version = await store.findVersion(tx, workspaceId, scenarioId, wanted);
      if (!version) throw new Refusal(scenarioRefusals.no_such_scenario_version);
      return { no: wanted, definition: version.definition };
    },
    { readOnly: true },
  );
  return { no, ...(await prepareDefinition(deps, workspaceId, definition, question)) };
}

export async function prepareDefinition(
  deps: Pick<AskingDeps, 'listen' | 'customers' | 'clock'>,
  workspaceId: string,
  definition: ScenarioDefinition,
  question: Pick<PassagesAsked, 'from' | 'to' | 'segmentId'>,
): Promise<Omit<Prepared, 'no'>> {
  const placed = definition.steps.flatMap(({ shownBy }, at) =>
    shownBy === null ? [] : [{ ...shownBy, path: `definition.steps.${at}.shownBy` }],
  );
  const behaviour = await behaviourContext(deps, workspaceId, question, placed);
  const bound = new Bound();
  const segments = [definition.segmentId, question.segmentId].flatMap((id) => id ?? []);
  const only = inSegments(deps.customers, 'sender', workspaceId, segments, bound);
  return {
    asked: { definition, from: Date.parse(question.from), to: Date.parse(question.to) },
    context: { ...behaviour, now: deps.clock.now(), only, bound },
  };
}

export async function answerQuality(
  deps: AskingDeps,
  workspaceId: string,
  id: string,
  question: PassagesAsked,
): Promise<ScenarioQuality> {
  const { no, asked, context } = await prepare(deps, workspaceId, id, question);
  const { definition } = asked;
  const rows = await groupRows(deps.clickhouse, groupsQuery(asked, context));
  const now = rows.find(({ isEarlier }) => !isEarlier);
  const finite = (value: number | null | undefined) => (typeof value === 'number' && Number.isFinite(value) ? value : null);
  return {
    scenarioVersion: no,
    quality: figureOfRow(now),
    before: figureOfRow(rows.find(({ isEarlier }) => isEarlier)),
    underWay: now?.underWay ?? 0,
    steps: definition.steps.map(({ shownBy, momentOfTruth }, at) => ({
      reached: shownBy === null ? null : (now?.reached[at] ?? 0),
      failed: shownBy === null || !momentOfTruth ? null : (now?.failed[at] ?? 0),
    })),
    metrics: definition.metrics.map((_metric, at) => {
      const passages = now?.told[at] ?? 0;
      return {
        passages,
        score: passages === 0 ? null : (now?.scores[at] ?? 0) / passages,
        median: finite(now?.middles[at]?.[0]),
        p90: finite(now?.middles[at]?.[1]),
        never: now?.never[at] ?? 0,
      };
    }),
    asOf: new Date(context.now).toISOString(),
  };
}

export const figureOfRow = (row: GroupRow | undefined): QualityFigure => (row ? figureOf(row) : nothing);

/** By the numbers ClickHouse knows them by. */
export async function behindPassages(
  deps: AskingDeps,
  workspaceId: string,
  id: string,
  { question, part, step, ...page }: BodyOf<typeof scenarioPeople>,
) {
  const { asked, context } = await prepare(deps, workspaceId, id, question);
  return peopleRows(deps.clickhouse, peopleQuery(asked, context, { part, step }, page));
}

export async function findPeople(
  deps: AskingDeps,
  workspaceId: string,
  id: string,
  body: BodyOf<typeof scenarioPeople>,
): Promise<ReplyOf<typeof scenarioPeople>> {
  const rows = await behindPassages(deps, workspaceId, id, body);
  const people = await deps.customers.describePeople(
    workspaceId,
    rows.map(({ person }) => person),
  );
  return {
    total: rows[0]?.total ?? 0,
    people: rows.flatMap(({ person, last, passages, meanQuality }) => {
      const known = people.get(person);
      // Erased meanwhile: nobody is behind it any longer.
      if (!known) return [];
      const lastAt = new Date(Number(last)).toISOString();
      return [{ id: known.id, name: known.name, kind: known.kind, lastAt, passages, quality: meanQuality }];
    }),
  };
}

/** Every passage, with what it takes to compute the figure again. */
export async function exportPassages(
  deps: AskingDeps,
  workspaceId: string,
  id: string,
  question: PassagesAsked,
): Promise<string> {
  const { no, asked, context } = await prepare(deps, workspaceId, id, question);
  const passages = await passageRows(deps.clickhouse, passagesQuery(asked, context, mostPassages + 1));
  if (passages.length > mostPassages) throw new Refusal(scenarioRefusals.too_many_passages);
  return csvOfPassages(asked.definition, no, passages);
}
