/** Surveys as their makers handle them: drafted for a decision, opened, changed, closed. */
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { type FieldProblem, Refusal } from '#platform/contract';
import { newSecret } from '#platform/ids';
import type { Db, Tx } from '#platform/postgres';
import {
  surveyRefusals as refusals,
  type Survey,
  type SurveyDefinition,
  type SurveySettings,
  type SurveySummary,
  type SurveyTemplateName,
  usualSettings,
} from '../contract/surveys.ts';
import { describeDefinition, judgeDefinition } from './engine.ts';
import { lightOf } from './rules/light.ts';
import { leading, scoreOf } from './rules/scores.ts';
import { templates } from './rules/templates.ts';
import { countScores } from './store/results.ts';
import * as store from './store/surveys.ts';

export interface ManageDeps {
  db: Db;
  audit: Audit;
  newId(): string;
  baseUrl: string;
  changed(workspaceId: string, surveyId: string): void;
}

export interface Manage {
  list(workspaceId: string): Promise<SurveySummary[]>;
  read(workspaceId: string, id: string): Promise<Survey>;
  create(
    principal: Principal,
    wanted: {
      name: string;
      decision: string;
      template?: SurveyTemplateName | undefined;
      definition?: SurveyDefinition | undefined;
    },
  ): Promise<Survey>;
  change(
    principal: Principal,
    id: string,
    change: {
      name?: string | undefined;
      decision?: string | undefined;
      definition?: SurveyDefinition | undefined;
      settings?: { [K in keyof SurveySettings]?: SurveySettings[K] | undefined } | undefined;
    },
  ): Promise<Survey>;
  move(principal: Principal, id: string, state: 'open' | 'closed'): Promise<Survey>;
  definition(workspaceId: string, id: string, version: number | undefined): Promise<SurveyDefinition>;
}

export async function existingSurvey(tx: Tx, workspaceId: string, id: string): Promise<store.SurveyRow> {
  const row = await store.findSurvey(tx, workspaceId, id);
  if (row === undefined) throw new Refusal(refusals.no_such_survey);
  return row;
}

const refuse = (fields: FieldProblem[]) => {
  const detail = fields.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return new Refusal(refusals.survey_definition_refused, { detail: detail.slice(0, 2_000), fields });
};

export function createManage({ db, audit, newId, baseUrl, changed }: ManageDeps): Manage {
  async function summaries(tx: Tx, workspaceId: string, rows: store.SurveyRow[]): Promise<SurveySummary[]> {
    const led = await Promise.all(
      rows.map(async (row) => ({ row, question: leading((await describeDefinition(row.definition)).questions) })),
    );
    const asked = led.flatMap(({ row, question }) => (question ? [{ surveyId: row.id, question: question.name }] : []));
    const counts = asked.length === 0 ? [] : await countScores(tx, workspaceId, asked);
    return led.map(({ row, question }) => {
      const mine = counts.filter(({ surveyId }) => surveyId === row.id);
      const score = question
        ? scoreOf(
            question,
            mine.map(({ number, count }) => [number, Number(count)] as const),
          )
        : null;
      return {
        ...{ id: row.id, name: row.name, decision: row.decision, state: row.state, closedBy: row.closedBy },
        version: Number(row.version),
        url: `${baseUrl}/s/${row.publicKey}`,
        answers: { complete: Number(row.completed), partial: Number(row.partial) },
        score,
        createdAt: row.createdAt.toISOString(),
      };
    });
  }

  async function whole(tx: Tx, workspaceId: string, id: string): Promise<Survey> {
    const row = await existingSurvey(tx, workspaceId, id);
    const [summary] = await summaries(tx, workspaceId, [row]);
    if (summary === undefined) throw new Error('one survey, no summary');
    const { questions, locales } = await describeDefinition(row.definition);
    const quotas = await store.listQuotas(tx, workspaceId, id);
    return {
      ...summary,
      template: row.template,
      definition: row.definition,
      questions,
      locales,
      light: lightOf(row.definition, questions) ?? null,
      settings: row.settings,
      quotas: quotas.map((quota) => ({ ...quota, atMost: Number(quota.atMost), taken: Number(quota.taken) })),
      openedAt: row.openedAt?.toISOString() ?? null,
      closedAt: row.closedAt?.toISOString() ?? null,
    };
  }

  const demandAskable = async (definition: SurveyDefinition): Promise<void> => {
    const problems = await judgeDefinition(definition);
    if (problems.length > 0) throw refuse(problems);
  };

  return {
    list: (workspaceId) =>
      db.inWorkspace(workspaceId, async (tx) => summaries(tx, workspaceId, await store.listSurveys(tx, workspaceId)), {
        readOnly: true,
      }),
    read: (workspaceId, id) => db.inWorkspace(workspaceId, (tx) => whole(tx, workspaceId, id), { readOnly: true }),
    async create(principal, { name, decision, template, definition = template && templates[template] }) {
      if (definition === undefined)
        throw refuse([{ path: 'definition', message: 'give a definition, or the name of a template' }]);
      await demandAskable(definition);
      const { workspaceId } = principal;
      return db.inWorkspace(workspaceId, async (tx) => {
        const id = newId();
        const sourceId = await store.surveySource(tx, workspaceId, 'Surveys');
        const settings = usualSettings;
        const publicKey = newSecret('vsk');
        await store.insertSurvey(tx, workspaceId, { id, name, decision, template, publicKey, sourceId, settings, definition });
        await audit.record(tx, principal, {
          action: 'listen.survey_created',
          subject: `survey:${id}`,
          details: { name, decision },
        });
        return whole(tx, workspaceId, id);
      });
    },
    async change(principal, id, { name, decision, definition, settings }) {
      if (definition) await demandAskable(definition);
      const { workspaceId } = principal;
      return db.inWorkspace(workspaceId, async (tx) => {
        await store.holdSurvey(tx, workspaceId, id);
        const before = await existingSurvey(tx, workspaceId, id);
        if (definition) await store.keepDefinition(tx, workspaceId, id, definition);
        const given = Object.entries(settings ?? {}).filter(([, value]) => value !== undefined);
        const next = settings && { ...before.settings, ...Object.fromEntries(given) };
        if (next?.quotas) await demandQuotas(next, definition ?? before.definition);
        await store.updateSurvey(tx, workspaceId, id, { name, decision, settings: next });
        if (settings?.quotas) await store.setQuotas(tx, workspaceId, id, settings.quotas);
        const details = {
          ...(name && { name }),
          ...(decision && { decision }),
          ...(definition && { questions: 'changed' }),
          ...settings,
        };
        await audit.record(tx, principal, { action: 'listen.survey_changed', subject: `survey:${id}`, details });
        tx.afterCommit(() => changed(workspaceId, id));
        return whole(tx, workspaceId, id);
      });
    },
    move: (principal, id, state) =>
      db.inWorkspace(principal.workspaceId, async (tx) => {
        const { workspaceId } = principal;
        await store.holdSurvey(tx, workspaceId, id);
        const before = await existingSurvey(tx, workspaceId, id);
        if (before.state === state || (before.state === 'draft' && state === 'closed'))
          throw new Refusal(refusals.survey_state_refused, {
            detail: `It is ${before.state === 'draft' ? 'a draft' : before.state}.`,
          });
        await store.moveSurvey(tx, workspaceId, id, state, state === 'closed' ? 'hand' : null);
        await audit.record(tx, principal, {
          action: `listen.survey_${state === 'open' ? 'opened' : 'closed'}`,
          subject: `survey:${id}`,
        });
        tx.afterCommit(() => changed(workspaceId, id));
        return whole(tx, workspaceId, id);
      }),
    definition: (workspaceId, id, version) =>
      db.inWorkspace(
        workspaceId,
        async (tx) => {
          const row = await existingSurvey(tx, workspaceId, id);
          const found = await store.definitionOf(tx, workspaceId, id, version ?? row.version);
          if (found === undefined) throw new Refusal(refusals.no_such_survey, { detail: `It has no version ${version}.` });
          return found;
        },
        { readOnly: true },
      ),
  };
}

/** A quota of a question that is not asked, or an answer that cannot be given, would never fill. */
async function demandQuotas({ quotas }: SurveySettings, definition: SurveyDefinition): Promise<void> {
  const { questions } = await describeDefinition(definition);
  const problems = quotas.flatMap(({ question, value }, at) => {
    const asked = questions.find(({ name }) => name === question);
    const path = `settings.quotas.${at}`;
    if (asked === undefined || asked.kind === 'text')
      return [{ path: `${path}.question`, message: `no question "${question}" with answers to count` }];
    const offered = asked.choices === null || asked.choices.some((choice) => choice.value === value);
    return offered ? [] : [{ path: `${path}.value`, message: `"${value}" cannot be answered to "${question}"` }];
  });
  if (problems.length > 0) throw refuse(problems);
}
