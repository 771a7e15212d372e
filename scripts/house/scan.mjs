// What no import rule can see: SQL that reaches into another room's tables, rules that read a clock, requests past the guard.
//   node scripts/house/scan.mjs [folder]      exit 1 and one line per violation: file:line name: sentence
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import ts from 'typescript';
import { common, loop, published, schemas } from './loop.mjs';

const root = process.argv[2] ?? '.';
const found = [];
const report = (file, line, name, sentence) => found.push({ file, line, name, sentence });

// ---- where a file stands -------------------------------------------------------------------------------------------------

const isTest = (file) => /\.test\.tsx?$|(^|\/)testing\.ts$|^platform\/testing\/|^(tests|bench)\//.test(file);
/** The room or floor that answers for a file's SQL. */
const ownerOf = (file) => file.match(/^modules\/([^/]+)\//)?.[1] ?? (file.startsWith('platform/') ? 'platform' : 'apps');
const isStore = (file) => /^modules\/.*\/(store|analytics)(\.ts|\/|-[^/]+\.ts$)/.test(file);
const isPure = (file) => /^modules\/.*\/(rules\/|contract(\.ts|\/))/.test(file);

// ---- table ownership -----------------------------------------------------------------------------------------------------

const schemaOwner = { ...Object.fromEntries([...loop, 'platform'].map((name) => [name, name])), ...schemas };
const anySchema = Object.keys(schemaOwner).join('|');
const inPostgres = new RegExp(`\\b(${anySchema})\\.([a-z_]+)\\s*(\\()?`, 'g');
const isolated = new RegExp(`\\bisolate\\s*\\(\\s*'(${anySchema})\\.`, 'g');
const inClickHouse = new RegExp(
  `\\b(from|join|into|table|view|dictionary|update|exists|dictGet\\w*\\s*\\(\\s*')\\s*(?:if\\s+(?:not\\s+)?exists\\s+)?((?:${loop.join('|')})_\\w+)`,
  'gi',
);

/** SQL without comments, and without quoted values when `values` is false; line breaks stay so that lines can be counted. */
function bare(sql, values = true) {
  const blank = (text) => text.replace(/[^\n]/g, ' ');
  const uncommented = sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, blank);
  return values ? uncommented : uncommented.replace(/'(?:[^']|'')*'/g, blank);
}

const lineAt = (text, index) => text.slice(0, index).split('\n').length - 1;

/** Reports every table in `sql` that belongs to somebody else. `line` is where the text starts in the file. */
function checkTables(file, line, sql) {
  const owner = ownerOf(file);
  const theirs = (at, table, whose) =>
    report(
      file,
      line + at,
      'table-has-one-owner',
      `${table} belongs to ${whose}; use the door of ${whose}, or subscribe to its events.`,
    );
  const code = bare(sql, false);
  for (const { 1: schema, 2: name, 3: call, index } of code.matchAll(inPostgres)) {
    const whose = schemaOwner[schema];
    // The platform's functions (workspace(), isolate()) are its door in SQL; its tables are its own.
    const isDoor = (schema === 'platform' && call) || common.includes(`${schema}.${name}`);
    if (whose !== owner && !isDoor) theirs(lineAt(code, index), `${schema}.${name}`, whose);
  }
  const withValues = bare(sql);
  for (const { 1: schema, index } of withValues.matchAll(isolated)) {
    if (schemaOwner[schema] !== owner) theirs(lineAt(withValues, index), `${schema}.*`, schemaOwner[schema]);
  }
  for (const { 1: verb, 2: table, index } of withValues.matchAll(inClickHouse)) {
    const whose = table.split('_')[0];
    const reads = /^(from|join|dictget)/i.test(verb) && published.includes(table);
    if (whose !== owner && !reads) theirs(lineAt(withValues, index), table, whose);
  }
}

// ---- one TypeScript file -------------------------------------------------------------------------------------------------

const browserFloor = /^apps\/(console|widget)\//;
/** Floors that may call out themselves: the guard, what runs in a browser, and the CLI, which calls the operator's own server. */
const mayFetch = (file) => isTest(file) || browserFloor.test(file) || /^(platform\/outbound|apps\/(cli|demo))\//.test(file);
const mayReadEnvironment = (file) =>
  isTest(file) || /^(platform\/config|apps\/(cli|demo))\//.test(file) || /\.config\.ts$/.test(file);
const outgoing = new Set(['fetch', 'XMLHttpRequest', 'EventSource', 'WebSocket']);
const random = new Set(['randomUUID', 'randomBytes', 'randomInt', 'randomFillSync', 'getRandomValues', 'webcrypto']);
const timers = new Set(['setTimeout', 'setInterval', 'setImmediate']);

/** `Date.now`, `Math.random` …: the two names of a property access, or undefined. */
const dotted = (node) =>
  ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)
    ? `${node.expression.text}.${node.name.text}`
    : undefined;

/** True when an identifier is the thing itself, not the name of a property, a declaration or a type. */
function isValue(node) {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isTypeNode(parent) || ts.isTypeElement(parent) || ts.isTypeQueryNode(parent)) return false;
  return !('name' in parent && parent.name === node) && !('propertyName' in parent && parent.propertyName === node);
}

function scanSource(file, text) {
  const tree = ts.createSourceFile(
    file,
    text,
    ts.ScriptTarget.Latest,
    true,
    file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
  const lineOf = (node) => tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
  const room = file.startsWith('modules/');
  const strict = isPure(file) || isStore(file);
  const clock = (node, what) =>
    report(
      file,
      lineOf(node),
      'no-hidden-clock',
      `${what}: time, ids and chance are handed in (clock, newId), or asked of the database.`,
    );

  /** The text of a string, or the written parts of a template: what is put in between is code, not SQL. */
  const written = (node) => {
    if (!ts.isTemplateExpression(node)) return node.text;
    const gap = (span) => `?${'\n'.repeat(text.slice(span.expression.pos, span.literal.getStart(tree)).split('\n').length - 1)}`;
    return node.templateSpans.reduce((sql, span) => sql + gap(span) + span.literal.text, node.head.text);
  };

  const visitSql = (node) => {
    const isText = ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateExpression(node);
    if (!isText) return;
    const tagged = ts.isTaggedTemplateExpression(node.parent) && node.parent.tag.getText(tree) === 'sql';
    // In a store any text may become SQL: ClickHouse takes plain strings.
    const text = written(node);
    const asked = /\b(select|insert|update|delete|from|join|create|alter|truncate|drop|exchange)\b/i.test(text);
    if (tagged || (isStore(file) && asked)) checkTables(file, lineOf(node), text);
  };

  const visitClock = (node) => {
    const name = dotted(node);
    if (name === 'Date.now' || name === 'Math.random') clock(node, name);
    if (ts.isNewExpression(node) && node.expression.getText(tree) === 'Date' && !node.arguments?.length)
      clock(node, 'new Date()');
    if (ts.isCallExpression(node) && node.expression.getText(tree) === 'Date') clock(node, 'Date()');
    if (!strict) return;
    if (name === 'performance.now' || name === 'process.hrtime') clock(node, name);
    if (ts.isIdentifier(node) && isValue(node) && (random.has(node.text) || timers.has(node.text))) clock(node, node.text);
    if (ts.isPropertyAccessExpression(node) && random.has(node.name.text)) clock(node, node.name.text);
    if (ts.isImportSpecifier(node) && random.has((node.propertyName ?? node.name).text)) clock(node, node.getText(tree));
  };

  // A name the file imports is not the global one; the import rules watch where such names come from.
  const imported = new Set();
  for (const { importClause } of tree.statements.filter(ts.isImportDeclaration)) {
    if (importClause?.name) imported.add(importClause.name.text);
    const named = importClause?.namedBindings;
    if (named && ts.isNamedImports(named)) for (const { name } of named.elements) imported.add(name.text);
  }

  const visitWorld = (node) => {
    if (dotted(node) === 'process.env' && !mayReadEnvironment(file)) {
      report(
        file,
        lineOf(node),
        'environment-is-read-once',
        'process.env is parsed by platform/config; take what you need as a parameter.',
      );
    }
    if (mayFetch(file)) return;
    const reachesOut =
      (ts.isIdentifier(node) && outgoing.has(node.text) && !imported.has(node.text) && isValue(node)) ||
      (ts.isPropertyAccessExpression(node) &&
        outgoing.has(node.name.text) &&
        /^(globalThis|global)$/.test(node.expression.getText(tree)));
    if (reachesOut) {
      report(
        file,
        lineOf(node),
        'one-guarded-way-out',
        `${node.getText(tree)}: requests to the world go through platform/outbound.`,
      );
    }
  };

  const visitClickHouse = (node) => {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return;
    const { expression: receiver, name } = node.expression;
    if (/(^|\.)clickhouse$/.test(receiver.getText(tree)) && ['query', 'insert', 'command'].includes(name.text)) {
      report(file, lineOf(node), 'questions-live-in-analytics', `clickhouse.${name.text} belongs in analytics.ts or store.ts.`);
    }
  };

  const visit = (node) => {
    visitSql(node);
    if (room) visitClock(node);
    visitWorld(node);
    if (room && !isStore(file)) visitClickHouse(node);
    ts.forEachChild(node, visit);
  };
  visit(tree);
}

// ---- the house -----------------------------------------------------------------------------------------------------------

/** Files of the three floors, as paths from the root with forward slashes. */
function* filesOf(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'dist') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesOf(path);
    else yield relative(root, path).split(sep).join('/');
  }
}

let count = 0;
for (const floor of ['platform', 'modules', 'apps'].map((name) => join(root, name)).filter(existsSync)) {
  for (const file of filesOf(floor)) {
    if (isTest(file)) continue;
    if (/\.tsx?$/.test(file) && !file.endsWith('.d.ts')) scanSource(file, readFileSync(join(root, file), 'utf8'));
    else if (file.endsWith('.sql')) checkTables(file, 1, readFileSync(join(root, file), 'utf8'));
    else continue;
    count += 1;
  }
}
for (const { file, line, name, sentence } of found) console.log(`${file}:${line} ${name}: ${sentence}`);
console.log(found.length ? `${found.length} violations in ${count} files` : `${count} files keep the house rules`);
process.exitCode = found.length || count === 0 ? 1 : 0;
