/**
 * What a question names, as the engine itself has read it: the text of `explain query tree`.
 *
 * Fails closed: a kind of node this file does not know, or a table without a name, is a breach. Values can only ever add
 * names (a text that says "identifier: system.x" is refused), never hide one: names with odd characters do not come this far.
 */

import type { AllowedFunctions } from './functions.ts';

/** What a question may name. */
export interface Allowed {
  /** `database.table`, as the engine resolves them. */
  tables: ReadonlySet<string>;
  functions: AllowedFunctions;
  /** Every database there is: nobody says their names. */
  databases: ReadonlySet<string>;
}

/** They make rows out of their own arguments. */
const tableFunctions = new Set(['numbers', 'generate_series', 'generateseries']);

const nodes = new Set([
  ...['QUERY', 'UNION', 'LIST', 'IDENTIFIER', 'FUNCTION', 'CONSTANT', 'COLUMN', 'LAMBDA', 'MATCHER', 'SORT', 'WINDOW'],
  ...['INTERPOLATE', 'JOIN', 'CROSS_JOIN', 'ARRAY_JOIN', 'TABLE', 'TABLE_FUNCTION'],
  ...['APPLY COLUMN TRANSFORMER', 'EXCEPT COLUMN TRANSFORMER', 'REPLACE COLUMN TRANSFORMER'],
]);

// `select 1` reads this one, and nobody can write anything into it.
const one = 'system.one';

const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((found) => found[1] ?? '');

/** Breaches that either reading shows. */
function common(tree: string, functions: AllowedFunctions): string | undefined {
  const kind = all(tree, /^ *([A-Z][A-Z_ ]*) id: \d+/gm).find((each) => !nodes.has(each));
  if (kind !== undefined) return `${kind.toLowerCase()}, which is not known here`;
  if (/^ *SETTINGS /m.test(tree)) return 'SETTINGS';
  const table = all(tree, /table_function_name: ([^,\n]+)/g).find((each) => !tableFunctions.has(each.toLowerCase()));
  if (table !== undefined) return `the table function ${table}()`;
  const called = all(tree, /\bfunction_name: ([^,\n]+)/g).find((each) => !functions.has(each.toLowerCase()));
  return called === undefined ? undefined : `the function ${called}()`;
}

/** `explain query tree run_passes = 0`: parsed, nothing looked up, nothing computed. */
export function breachAsParsed(tree: string, { functions, databases }: Allowed): string | undefined {
  const breach = common(tree, functions);
  if (breach !== undefined) return breach;
  const names = all(tree, /identifiers?: ([^\n]*)$/gm).filter((each) => each !== one);
  for (const name of names) {
    const part = name.split(/[,.\s]+/).find((each) => databases.has(each.toLowerCase()));
    if (part !== undefined) return 'a database by its name';
  }
  return undefined;
}

/** `explain query tree`: every name looked up. */
export function breachAsResolved(tree: string, { functions, tables }: Allowed): string | undefined {
  const breach = common(tree, functions);
  if (breach !== undefined) return breach;
  const read = all(tree, /table_name: ([^,\n]+)/g);
  if (read.length < all(tree, /^ *(TABLE) id: /gm).length) return 'a table without a name';
  const foreign = read.find((each) => each !== one && !tables.has(each));
  return foreign === undefined ? undefined : 'a table that is not published';
}
