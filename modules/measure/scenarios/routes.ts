/** HTTP of scenarios: contract in, use case, contract out. */
import type { People } from '#people';
import { until } from '#platform/clickhouse';
import { z } from '#platform/contract';
import type { Bind, BindRaw } from '#platform/http';
import * as contract from '../contract.ts';
import { associate } from './associations.ts';
import * as contributions from './contributions.ts';
import { answerDeck } from './deck.ts';
import { createLink, createPages, type LinkDeps, listLinks, revokeLink } from './links.ts';
import { overlay } from './overlay.ts';
import { type AskingDeps, answerQuality, exportPassages, findPeople } from './quality.ts';
import * as scenarios from './scenarios.ts';

export function bindScenarios(
  deps: AskingDeps & LinkDeps & { bind: Bind; bindRaw: BindRaw; people: Pick<People, 'colleagues'> },
): void {
  const { bind, bindRaw } = deps;
  bind(contract.listScenarios, async ({ workspaceId }) => ({ items: await scenarios.list(deps, workspaceId) }));
  bind(contract.createScenario, ({ principal, body }) => scenarios.create(deps, principal, body));
  bind(contract.readScenario, ({ workspaceId, params }) => scenarios.read(deps, workspaceId, params.id));
  bind(contract.changeScenario, ({ principal, params, body }) => scenarios.change(deps, principal, params.id, body));
  bind(contract.ownScenario, ({ principal, params, body }) => scenarios.own(deps, principal, params.id, body.ownerId));
  bind(contract.deleteScenario, ({ principal, params }) => scenarios.remove(deps, principal, params.id));

  bind(contract.scenarioQuality, ({ workspaceId, params, body, signal }) =>
    answerQuality(until(deps, signal), workspaceId, params.id, body),
  );
  bind(contract.scenarioPeople, ({ workspaceId, params, body, signal }) =>
    findPeople(until(deps, signal), workspaceId, params.id, body),
  );
  bind(contract.exportPassages, ({ workspaceId, params, body, signal }) =>
    exportPassages(until(deps, signal), workspaceId, params.id, body),
  );
  bind(contract.scenarioOverlay, ({ workspaceId, params, body, signal }) =>
    overlay(until(deps, signal), workspaceId, params.id, body),
  );
  bind(contract.scenarioAssociations, ({ workspaceId, params, body, signal }) =>
    associate(until(deps, signal), workspaceId, params.id, body),
  );
  bind(contract.scenarioDeck, ({ workspaceId, body, signal }) => answerDeck(until(deps, signal), workspaceId, body));

  bind(contract.listScenarioLinks, async ({ workspaceId, params }) => ({ items: await listLinks(deps, workspaceId, params.id) }));
  bind(contract.createScenarioLink, ({ principal, params, body }) => createLink(deps, principal, params.id, body));
  bind(contract.revokeScenarioLink, ({ principal, params }) => revokeLink(deps, principal, params.id, params.link));
  bind(contract.listContributions, async ({ workspaceId, params }) => ({
    items: await contributions.listContributions(deps, workspaceId, params.id),
  }));
  bind(contract.acceptContribution, ({ principal, params, body }) => contributions.accept(deps, principal, params, body));
  bind(contract.setContributionAside, ({ principal, params, body }) => contributions.setAside(deps, principal, params, body));

  const pages = createPages(deps);
  const path = '/shared/scenario/:secret';
  const why = 'The secret in the address is the proof; it expires and can be closed.';
  const params = z.object({ secret: z.string().meta({ examples: ['vsl_…'] }) });
  const summary = 'A scenario for whoever has its public link, with a form to add to it';
  bindRaw(
    {
      ...{ id: 'measure.shared_scenario', method: 'GET', path, summary, public: why, bodyLimit: 0 },
      described: { replyType: 'text/html', params },
    },
    pages.show,
  );
  bindRaw(
    {
      ...{ id: 'measure.add_to_scenario', method: 'POST', path, public: why, bodyLimit: 8_192 },
      summary: 'What a customer adds to a scenario: form fields `step`, `showstopper`, `metric`',
      described: { replyType: 'text/html', params },
    },
    pages.take,
  );
}
