/** HTTP of customers: contract in, use case, contract out. */
import type { Bind } from '#platform/http';
import * as contract from './contract.ts';
import { list } from './directory/list.ts';
import { typesInUse } from './directory/types.ts';
import type { Eraser } from './erasure/erase.ts';
import { type ExportDeps, exportPerson } from './erasure/export.ts';
import { readErasure, readErasures } from './erasure/read.ts';
import { type IdentityDeps, mergePeople } from './identity/merge.ts';
import { separatePeople } from './identity/separate.ts';
import type { SettingsUseCases } from './identity/settings.ts';
import { accept, dismiss, listOpen } from './identity/suggestions.ts';
import { type EditDeps, setConsent, setTraits } from './profile/edit.ts';
import { readPerson } from './profile/person.ts';
import { type TimelineDeps, timelineOf } from './timeline/timeline.ts';

export interface RoutesDeps extends IdentityDeps, Omit<EditDeps, 'listen'>, Omit<TimelineDeps, 'listen'>, ExportDeps {
  listen: IdentityDeps['listen'] & EditDeps['listen'] & TimelineDeps['listen'];
  bind: Bind;
  settings: SettingsUseCases;
  eraser: Eraser;
}

export function bindRoutes(deps: RoutesDeps): void {
  const { bind, db, settings, eraser } = deps;
  bind(contract.listPeople, ({ workspaceId, query }) => list(db, workspaceId, query));
  bind(contract.listIdentifierTypes, ({ workspaceId }) => typesInUse(db, workspaceId));
  bind(contract.getPerson, ({ workspaceId, params }) => readPerson(deps, workspaceId, params.person));
  bind(contract.getTimeline, ({ workspaceId, params, query }) => timelineOf(deps, workspaceId, params.person, query));
  bind(contract.setTraits, ({ principal, params, body }) => setTraits(deps, principal, params.person, body.traits));
  bind(contract.setConsent, ({ principal, params, body }) =>
    setConsent(deps, principal, params.person, { purpose: params.purpose, ...body }),
  );
  bind(contract.mergePeople, ({ principal, params, body }) => mergePeople(deps, principal, params.person, body));
  bind(contract.separatePeople, ({ principal, params, body }) => separatePeople(deps, principal, params.person, body));
  bind(contract.listSuggestions, ({ workspaceId, query }) => listOpen(deps, workspaceId, query));
  bind(contract.acceptSuggestion, ({ principal, params, body }) => accept(deps, principal, params.id, body));
  bind(contract.dismissSuggestion, async ({ principal, params, body }) => dismiss(deps, principal, params.id, body.reason));
  bind(contract.getIdentitySettings, ({ workspaceId }) => settings.read(workspaceId));
  bind(contract.putIdentitySettings, ({ principal, body }) => settings.write(principal, body));
  bind(contract.exportPerson, ({ principal, params }) => exportPerson(deps, principal, params.person));
  bind(contract.erasePerson, ({ principal, params, body }) => eraser.erase(principal, params.person, body));
  bind(contract.getErasure, ({ workspaceId, params }) => readErasure(db, workspaceId, params.id));
  bind(contract.listErasures, ({ workspaceId, query }) => readErasures(db, workspaceId, query));
}
