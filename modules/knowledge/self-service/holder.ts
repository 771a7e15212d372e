/** What this room keeps about a customer: part of every export and every erasure. */
import type { Holder } from '#customers';
import { erase, searchesOf, usesOf } from './store.ts';

/** Uses name a customer as `type:value` or by id; visits carry the same keys when a widget knew the visitor. */
export const knowledgeHolder: Holder = {
  name: 'knowledge',
  async export(tx, { workspaceId, ids, identifiers }) {
    const names = [...ids, ...identifiers];
    return { answers: await usesOf(tx, workspaceId, names), searches: await searchesOf(tx, workspaceId, names) };
  },
  erase: (tx, { workspaceId, ids, identifiers }) => erase(tx, workspaceId, [...ids, ...identifiers]),
};
