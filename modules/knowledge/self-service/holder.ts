/** What this room keeps about a customer: part of every export and every erasure. */
import type { Holder } from '#customers';
import { erase, searchesOf, usesOf } from './store.ts';

/** Uses name a customer as `type:value` or by id; visits carry the same keys when a widget knew the visitor. */
/** A visit is kept under the very key that its events carry as their anonymous id. */
const namesOf = (ids: readonly string[], identifiers: readonly string[]) => [
  ...ids,
  ...identifiers,
  ...identifiers.flatMap((one) => (one.startsWith('anonymous_id:') ? [one.slice('anonymous_id:'.length)] : [])),
];

export const knowledgeHolder: Holder = {
  name: 'knowledge',
  async export(tx, { workspaceId, ids, identifiers }) {
    const names = namesOf(ids, identifiers);
    return { answers: await usesOf(tx, workspaceId, names), searches: await searchesOf(tx, workspaceId, names) };
  },
  erase: (tx, { workspaceId, ids, identifiers }) => erase(tx, workspaceId, namesOf(ids, identifiers)),
};
