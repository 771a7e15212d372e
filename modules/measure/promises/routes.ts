/** HTTP of brand promises: contract in, use case, contract out. */
import type { Bind } from '#platform/http';
import * as contract from '../contract.ts';
import type { ExperienceDeps } from './asked.ts';
import { people, words } from './behind.ts';
import { experience, exportIndex, list } from './experience.ts';
import * as promises from './promises.ts';

export function bindPromises(deps: ExperienceDeps & { bind: Bind }): void {
  const { bind } = deps;
  bind(contract.listBrandPromises, ({ workspaceId, query }) => list(deps, workspaceId, query));
  bind(contract.createBrandPromise, ({ principal, body }) => promises.create(deps, principal, body));
  bind(contract.readBrandPromise, ({ workspaceId, params }) => promises.read(deps, workspaceId, params.id));
  bind(contract.changeBrandPromise, ({ principal, params, body }) => promises.change(deps, principal, params.id, body));
  bind(contract.deleteBrandPromise, ({ principal, params }) => promises.remove(deps, principal, params.id));
  bind(contract.experienceOf, ({ workspaceId, params, body }) => experience(deps, workspaceId, params.id, body));
  bind(contract.peopleOfPromise, ({ workspaceId, params, body }) => people(deps, workspaceId, params.id, body));
  bind(contract.wordsOfPromise, ({ principal, params, query }) => words(deps, principal, params.id, query));
  bind(contract.exportPromises, ({ workspaceId, body }) => exportIndex(deps, workspaceId, body));
}
