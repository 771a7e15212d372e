/** HTTP of surveys, for colleagues: contract in, use case, contract out. */
import type { Bind } from '#platform/http';
import * as contract from '../contract/surveys.ts';
import { describeDefinition } from './engine.ts';
import type { Invite } from './invite.ts';
import type { Manage } from './manage.ts';
import { listResponses, type ResultsDeps, readResults, responsesAsCsv, weigh } from './results.ts';
import { templates } from './rules/templates.ts';

interface RoutesDeps extends ResultsDeps {
  bind: Bind;
  manage: Manage;
  inviting: Invite;
}

export function bindSurveyRoutes(deps: RoutesDeps): void {
  const { bind, manage, inviting } = deps;
  bind(contract.listSurveys, async ({ workspaceId }) => ({ items: await manage.list(workspaceId) }));
  bind(contract.surveyTemplates, async () => ({
    items: await Promise.all(
      contract.surveyTemplateName.options.map(async (name) => {
        const definition = templates[name];
        return { name, definition, ...(await describeDefinition(definition)) };
      }),
    ),
  }));
  bind(contract.createSurvey, ({ principal, body }) => manage.create(principal, body));
  bind(contract.readSurvey, ({ workspaceId, params }) => manage.read(workspaceId, params.id));
  bind(contract.changeSurvey, ({ principal, params, body }) => manage.change(principal, params.id, body));
  bind(contract.moveSurvey, ({ principal, params, body }) => manage.move(principal, params.id, body.state));
  bind(contract.exportSurvey, async ({ workspaceId, params, query }) =>
    JSON.stringify(await manage.definition(workspaceId, params.id, query.version), null, 2),
  );
  bind(contract.inviteToSurvey, ({ principal, params, body }) => inviting.invite(principal, params.id, body));
  bind(contract.surveyEligibility, ({ workspaceId, params, query }) => inviting.why(workspaceId, params.id, query.customer));
  bind(contract.surveyResults, ({ workspaceId, params, query }) => readResults(deps, workspaceId, params.id, query));
  bind(contract.weighSurvey, ({ workspaceId, params, body }) => weigh(deps, workspaceId, params.id, body));
  bind(contract.listSurveyResponses, ({ workspaceId, params, query }) => listResponses(deps, workspaceId, params.id, query));
  bind(contract.exportSurveyResponses, ({ workspaceId, params, query }) => responsesAsCsv(deps, workspaceId, params.id, query));
}
