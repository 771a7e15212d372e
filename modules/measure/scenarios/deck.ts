/** The flight deck: every scenario for everybody and for some segments, on one screen. */
import { type BodyOf, Refusal, type ReplyOf } from '#platform/contract';
import { refusals, type scenarioDeck, scenarioRefusals } from '../contract.ts';
import { type GroupRow, groupRows } from './analytics.ts';
import { type AskingDeps, figureOfRow, prepareDefinition } from './quality.ts';
import { momentsOfTruth } from './rules/quality.ts';
import { groupsQuery } from './rules/questions-sql.ts';
import { inSegments } from './rules/segments-sql.ts';
import * as store from './store.ts';

type Deck = ReplyOf<typeof scenarioDeck>;

export async function answerDeck(deps: AskingDeps, workspaceId: string, asked: BodyOf<typeof scenarioDeck>): Promise<Deck> {
  const asOf = new Date(deps.clock.now()).toISOString();
  const { scenarios, segments } = await deps.db.inWorkspace(
    workspaceId,
    async (tx) => {
      const named: Deck['segments'] = [];
      for (const [at, id] of asked.segments.entries()) {
        const name = await deps.customers.segmentName(tx, workspaceId, id);
        if (name === undefined)
          throw new Refusal(scenarioRefusals.no_such_scenario_segment, {
            fields: [{ path: `segments.${at}`, message: 'there is no such segment' }],
          });
        named.push({ id, name });
      }
      return { scenarios: await store.listScenarios(tx, workspaceId), segments: named };
    },
    { readOnly: true },
  );
  const rows: Deck['rows'] = [];
  // One after the other: a deck must not take the engine from those who wait for one figure.
  for (const row of scenarios) rows.push(await rowOf(deps, workspaceId, row, asked));
  return { segments, rows, asOf };
}

async function rowOf(
  deps: AskingDeps,
  workspaceId: string,
  { id, name, version, definition }: store.ScenarioRow,
  { from, to, segments }: BodyOf<typeof scenarioDeck>,
): Promise<Deck['rows'][number]> {
  const head = { id, name, scenarioVersion: Number(version) };
  try {
    const { asked, context } = await prepareDefinition(deps, workspaceId, definition, { from, to });
    const members = inSegments(deps.customers, 'person', workspaceId, segments, context.bound);
    const groups = await groupRows(deps.clickhouse, groupsQuery(asked, context, members));
    const cells = [null, ...segments].map((segmentId, segmentNo) => {
      const of = (earlier: boolean) => groups.find((group) => group.segmentNo === segmentNo && group.isEarlier === earlier);
      const now = of(false);
      return { segmentId, quality: figureOfRow(now), before: figureOfRow(of(true)), worst: worstOf(definition, now) };
    });
    return { ...head, problem: null, cells };
  } catch (error) {
    // One scenario that can no longer be asked takes nothing from the others.
    if (!(error instanceof Refusal) || error.kind.code !== refusals.no_such_property.code) throw error;
    return { ...head, problem: error.kind.title, cells: [] };
  }
}

/** The moment of truth that failed most often; of two the earlier one. Null: none failed. */
function worstOf(definition: store.ScenarioRow['definition'], group: GroupRow | undefined) {
  if (!group) return null;
  const failing = momentsOfTruth(definition).map((step) => ({
    step,
    name: definition.steps[step - 1]?.name ?? '',
    failed: group.failed[step - 1] ?? 0,
  }));
  const [worst] = failing.toSorted((a, b) => b.failed - a.failed || a.step - b.step);
  return worst && worst.failed > 0 ? worst : null;
}
