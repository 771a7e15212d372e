/** HTTP of the conversation measure. */
import type { Bind } from '#platform/http';
import * as contract from '../contract.ts';
import { type ConversationsDeps, csv, list } from './conversations.ts';

export function bindConversations(deps: ConversationsDeps & { bind: Bind }): void {
  deps.bind(contract.listConversations, ({ workspaceId, query }) => list(deps, workspaceId, query));
  deps.bind(contract.exportConversations, ({ workspaceId, query }) => csv(deps, workspaceId, query));
}
