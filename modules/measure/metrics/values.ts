/** Answers questions about kept metrics: values, versions over the overlap, the period before, and who is behind. */
import { type BodyOf, Refusal, type ReplyOf } from '#platform/contract';
import {
  type behindMetric,
  type Formula,
  type Measured,
  type MetricQuestion,
  metricSentence,
  refusals,
  type SentenceLanguage,
  spanBefore,
} from '../contract.ts';
import { behindFormula, compute, computeWhole, findPeople, intervalsOf, type MeasureDeps, needsOf } from './measure.ts';
import { type KeepingDeps, orRefuse } from './metrics.ts';
import { unitOf } from './rules/parts.ts';
import * as store from './store.ts';

type Deps = MeasureDeps & Pick<KeepingDeps, 'db'>;

/** Definitions drawn beside each other at most: more lines are a tangle. */
const mostLines = 4;

interface Held {
  no: number;
  formula: Formula;
  heldFrom: string | null;
  heldTo: string | null;
}

export async function valuesOf(deps: Deps, workspaceId: string, id: string, question: MetricQuestion): Promise<Measured> {
  const versions = await deps.db.inWorkspace(
    workspaceId,
    async (tx) => {
      orRefuse(await store.findMetric(tx, workspaceId, id));
      return store.versionsOf(tx, workspaceId, id);
    },
    { readOnly: true },
  );
  return measureBy(deps, workspaceId, heldWithin(versions, question), question, 'en');
}

export function preview(
  deps: Deps,
  workspaceId: string,
  formula: Formula,
  question: MetricQuestion,
  language: SentenceLanguage,
): Promise<Measured> {
  return measureBy(deps, workspaceId, [{ no: 0, formula, heldFrom: null, heldTo: null }], question, language);
}

/** The present definition, then those that held at some time in the span. The first holds since ever: data may be older than it. */
function heldWithin(versions: store.VersionRow[], { from }: MetricQuestion): Held[] {
  const held = versions.map(({ no, formula, changedAt }, index) => ({
    ...{ no: Number(no), formula },
    heldFrom: index === versions.length - 1 ? null : changedAt.toISOString(),
    heldTo: versions[index - 1]?.changedAt.toISOString() ?? null,
  }));
  return held.filter(({ heldTo }) => heldTo === null || heldTo > from).slice(0, mostLines);
}

async function measureBy(
  deps: Deps,
  workspaceId: string,
  held: Held[],
  question: MetricQuestion,
  language: SentenceLanguage,
): Promise<Measured> {
  const present = held[0];
  if (present === undefined) throw new Refusal(refusals.no_such_metric);
  const { formula } = present;
  const starts = await intervalsOf(deps, question);
  const before = previousOf(question);
  const [whole, ...computed] = await Promise.all([
    computeWhole(deps, workspaceId, formula, before),
    ...held.map((each) => compute(deps, workspaceId, each.formula, question, starts)),
  ]);
  const newest = computed[0]?.newest ?? null;
  const lines = held.map((each, index) => ({
    ...{ metricVersion: each.no, heldFrom: each.heldFrom, heldTo: each.heldTo },
    sentence: metricSentence(each.formula, language),
    series: computed[index]?.series ?? [],
  }));
  return {
    metricVersion: present.no,
    unit: unitOf(formula),
    currency: formula.kind === 'money' ? formula.currency : null,
    lines,
    previous: { from: before.from, to: before.to, ...whole },
    needs: newest === null ? await needsOf(deps, workspaceId, formula) : [],
    newest,
    asOf: new Date(deps.clock.now()).toISOString(),
  };
}

function previousOf(question: MetricQuestion): MetricQuestion {
  const { from, to } = spanBefore(
    { from: Date.parse(question.from), to: Date.parse(question.to) },
    question.interval,
    question.timeZone,
  );
  return { ...question, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

export async function peopleBehind(
  deps: Deps,
  workspaceId: string,
  id: string,
  { metricVersion, ...asked }: BodyOf<typeof behindMetric>,
): Promise<ReplyOf<typeof behindMetric>> {
  const version = await versionAsked(deps, workspaceId, id, metricVersion);
  await intervalsOf(deps, asked.question);
  return { metricVersion: Number(version.no), ...(await findPeople(deps, workspaceId, version.formula, asked)) };
}

/** The same by the numbers ClickHouse knows them by. */
export async function behindValue(
  deps: Deps,
  workspaceId: string,
  id: string,
  { metricVersion, ...asked }: BodyOf<typeof behindMetric>,
) {
  const { formula } = await versionAsked(deps, workspaceId, id, metricVersion);
  return behindFormula(deps, workspaceId, formula, asked);
}

/** The version that is asked for, or the one that holds. */
async function versionAsked({ db }: Deps, workspaceId: string, id: string, metricVersion: number | undefined) {
  const versions = await db.inWorkspace(workspaceId, (tx) => store.versionsOf(tx, workspaceId, id), { readOnly: true });
  return orRefuse(metricVersion === undefined ? versions[0] : versions.find(({ no }) => Number(no) === metricVersion));
}
