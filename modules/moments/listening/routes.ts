import type { Bind } from '#platform/http';
import * as contract from '../contract/listening.ts';
import type { Ground } from '../ground.ts';
import { listenIn, stopListening } from './listen-in.ts';
import * as reports from './reports.ts';

export function bindListening(bind: Bind, ground: Ground): void {
  bind(contract.readListeningRule, ({ workspaceId }) => reports.readRule(ground, workspaceId));
  bind(contract.setListeningRule, ({ principal, body }) => reports.setRule(ground, principal, body.rule));
  bind(contract.listenIn, ({ principal, params: { id } }) => listenIn(ground, principal, id));
  bind(contract.stopListening, ({ principal, params: { id } }) => stopListening(ground, principal, id));
  bind(contract.listListenings, ({ workspaceId, query }) => reports.listListened(ground, workspaceId, query));
  bind(contract.listeningHours, ({ workspaceId, query }) => reports.hoursOf(ground, workspaceId, query));
  bind(contract.listInsights, ({ workspaceId, query }) => reports.insightsOf(ground, workspaceId, query));
}
