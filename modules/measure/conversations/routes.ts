/** HTTP of the conversation measure. */
import { until } from '#platform/clickhouse';
import type { Bind } from '#platform/http';
import * as contract from '../contract.ts';
import { type ConversationsDeps, csv, list } from './conversations.ts';

export function bindConversations(deps: ConversationsDeps & { bind: Bind }): void {
  const { bind } = deps;
  bind(contract.listConversations, ({ workspaceId, query, signal }) => list(until(deps, signal), workspaceId, query));
  bind(contract.exportConversations, ({ workspaceId, query, signal }) => csv(until(deps, signal), workspaceId, query));
}
