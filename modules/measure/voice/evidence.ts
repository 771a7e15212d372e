/** What a finding stands on: people attach it, and it says from how many sides the finding is seen. */
import type { Principal } from '#platform/auth';
import { type FieldProblem, Refusal } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import { findSheet } from '../audits/store.ts';
import { type Dimension, dimensionsOf, type Finding, type NewEvidence, refusals } from '../contract.ts';
import { type AnsweredSurvey, answeredSurveys } from '../drivers/analytics.ts';
import { findMetric } from '../metrics/store.ts';
import { findViews } from '../saved/store.ts';
import { findScenario } from '../scenarios/store.ts';
import { oneFinding } from './findings.ts';
import type { VoiceDeps } from './ground.ts';
import { feedbackByIds, markUsed } from './store/feedback.ts';
import { addEvidence, holdFinding } from './store/registers.ts';
import { countSupport, deleteSupport, insertSupport, type NewSupport } from './store/support.ts';
import { findTheme } from './store/voice.ts';

/** More pieces than that nobody reads. */
const mostPieces = 50;

type Deps = Pick<VoiceDeps, 'db' | 'clickhouse' | 'audit' | 'people' | 'newId' | 'clock'>;
/** What it is called, and what it names; null when that is not there. */
type Named = (Pick<NewSupport, 'title' | 'reference'> & Partial<Pick<NewSupport, 'question'>>) | null;

function dimensionOf({ kind, dimension }: NewEvidence): Dimension {
  const possible: readonly Dimension[] = dimensionsOf[kind];
  if (dimension === undefined) return possible[0] as Dimension;
  if (possible.includes(dimension)) return dimension;
  const message = `${kind} can be ${possible.join(' or ')}`;
  throw new Refusal(refusals.not_that_dimension, { detail: message, fields: [{ path: 'dimension', message }] });
}

export async function attach(deps: Deps, principal: Principal, findingId: string, given: NewEvidence): Promise<Finding> {
  const { workspaceId, label } = principal;
  const dimension = dimensionOf(given);
  // Not within the transaction: it would wait for another engine.
  const surveys = given.kind === 'survey' ? await answeredSurveys(deps.clickhouse, workspaceId) : [];
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    if ((await holdFinding(tx, workspaceId, findingId)) === undefined) throw new Refusal(refusals.no_such_finding);
    if (given.kind === 'words') await attachWords(tx, workspaceId, findingId, given.feedbackIds);
    else {
      if ((await countSupport(tx, workspaceId, findingId)) >= mostPieces) throw new Refusal(refusals.too_much_evidence);
      const named = given.kind === 'survey' ? nameOfSurvey(surveys, given) : await nameOf(tx, workspaceId, given);
      if (!named) throw new Refusal(refusals.no_such_evidence, { fields: [notThere(given)] });
      const money = given.kind === 'money' ? given : { amount: null, currency: null, method: null };
      await insertSupport(tx, workspaceId, {
        ...{ id: deps.newId(), findingId, kind: given.kind, dimension, note: given.note, by: label, question: null, ...named },
        link: 'link' in given ? given.link : null,
        ...{ amount: money.amount, currency: money.currency, method: money.method },
      });
    }
    await deps.audit.record(tx, principal, {
      action: 'measure.evidence_attached',
      subject: `finding:${findingId}`,
      details: { ...given, dimension },
    });
    return oneFinding(deps, tx, workspaceId, findingId);
  });
}

async function attachWords(tx: Tx, workspaceId: string, findingId: string, feedbackIds: readonly string[]): Promise<void> {
  const ids = [...new Set(feedbackIds)];
  if ((await feedbackByIds(tx, workspaceId, ids)).length < ids.length) throw new Refusal(refusals.no_such_feedback);
  await addEvidence(tx, workspaceId, findingId, ids);
  await markUsed(tx, workspaceId, ids);
}

/** Only what was answered is evidence. */
function nameOfSurvey(surveys: readonly AnsweredSurvey[], { survey, question }: Extract<NewEvidence, { kind: 'survey' }>): Named {
  const found = surveys.find((one) => one.survey === survey);
  if (found === undefined) return null;
  const title = found.title || survey;
  if (question === undefined) return { title, reference: survey };
  const asked = found.questions.some(([name]) => name === question);
  return asked ? { title, reference: survey, question } : null;
}

async function nameOf(tx: Tx, workspaceId: string, given: Exclude<NewEvidence, { kind: 'words' | 'survey' }>): Promise<Named> {
  switch (given.kind) {
    case 'theme': {
      const theme = await findTheme(tx, workspaceId, given.themeId);
      return theme ? { title: theme.name, reference: theme.id } : null;
    }
    case 'metric': {
      const metric = await findMetric(tx, workspaceId, given.metricId);
      return metric ? { title: metric.name, reference: metric.id } : null;
    }
    case 'view': {
      const [view] = await findViews(tx, workspaceId, [given.viewId]);
      return view?.shared ? { title: view.title, reference: view.id } : null;
    }
    case 'scenario': {
      const scenario = await findScenario(tx, workspaceId, given.scenarioId);
      return scenario ? { title: scenario.name, reference: scenario.id } : null;
    }
    case 'audit': {
      if (given.title !== undefined) return { title: given.title, reference: null };
      const sheet = given.sheetId === undefined ? undefined : await findSheet(tx, workspaceId, given.sheetId);
      if (sheet === undefined || sheet.withdrawnBy !== null) return null;
      const whose = sheet.subject === '' ? '' : `, ${sheet.subject}`;
      return { title: `${sheet.template}${whose}, ${sheet.on}: ${Math.round(sheet.score)}`, reference: sheet.id };
    }
    default:
      return { title: given.title, reference: null };
  }
}

function notThere(given: NewEvidence): FieldProblem {
  switch (given.kind) {
    case 'survey':
      return { path: given.question === undefined ? 'survey' : 'question', message: 'nobody has answered it' };
    case 'view':
      return { path: 'viewId', message: 'no question of that id is kept for everyone' };
    case 'audit':
      return { path: 'sheetId', message: 'no such sheet, or it was withdrawn' };
    default:
      return { path: `${given.kind}Id`, message: `no such ${given.kind}` };
  }
}

export function detach(deps: Deps, principal: Principal, findingId: string, pieceId: string): Promise<Finding> {
  const { workspaceId } = principal;
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    if ((await holdFinding(tx, workspaceId, findingId)) === undefined) throw new Refusal(refusals.no_such_finding);
    const was = await deleteSupport(tx, workspaceId, findingId, pieceId);
    if (was === undefined) throw new Refusal(refusals.no_such_piece);
    await deps.audit.record(tx, principal, { action: 'measure.evidence_removed', subject: `finding:${findingId}`, details: was });
    return oneFinding(deps, tx, workspaceId, findingId);
  });
}
