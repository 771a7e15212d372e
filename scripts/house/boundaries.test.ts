// Every import rule is proven: a house without faults passes, and each planted fault is named by the rule made for it.
import { afterAll, describe, expect, it } from 'vitest';
import { type Files, inRepository, plant, run } from './planted.ts';

interface Report {
  summary: { violations: { from: string; to: string; rule: { name: string } }[]; ruleSetUsed: { forbidden: { name: string }[] } };
}

const npmPackage = (name: string): Files => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
  [`node_modules/${name}/index.js`]: 'module.exports = {};',
});

/** One room of each kind of file, wired as the house wants it. */
const sound: Files = {
  ...[
    'zod',
    're2js',
    'pg',
    'undici',
    'fastify',
    '@clickhouse/client',
    'graphile-worker',
    'pino',
    'nodemailer',
    'sanitize-html',
    'file-type',
    'prom-client',
    'better-auth',
    'date-holidays',
    'fast-check',
  ]
    .map(npmPackage)
    .reduce((all, one) => Object.assign(all, one), {}),
  'platform/contract/index.ts': "export { z } from 'zod';",
  'platform/postgres/index.ts': "import pg from 'pg';\nexport type Tx = object;\nexport const sql = pg;",
  'platform/postgres/pool.ts': "import type { Tx } from './index.ts';\nexport const pool: Tx = {};",
  'platform/testing/index.ts': "import { sql } from '#platform/postgres';\nexport const testDb = sql;",
  'modules/people/contract.ts': "import { z } from '#platform/contract';\nexport const person = z;",
  'modules/people/index.ts': "import { hire } from './hire.ts';\nexport const createPeople = () => hire;",
  'modules/people/hire.ts':
    "import type { Tx } from '#platform/postgres';\nimport { save } from './store.ts';\nexport const hire = (tx: Tx) => save(tx);",
  'modules/people/store.ts':
    "import { sql, type Tx } from '#platform/postgres';\nimport type { hire } from './hire.ts';\nexport const save = (_tx: Tx, _by?: typeof hire) => sql;",
  'modules/people/testing.ts': "import { testDb } from '#platform/testing';\nexport const anEmployee = testDb;",
  'modules/listen/contract.ts': "import { person } from '#people/contract';\nexport const voice = person;",
  'modules/listen/index.ts':
    "import { accept } from './accept.ts';\nimport { routes } from './routes.ts';\nexport const createListen = () => [accept, routes];",
  'modules/listen/accept.ts':
    "import { createPeople } from '#people';\nimport { decide } from './rules/decide.ts';\nexport const accept = () => [createPeople, decide];",
  'modules/listen/routes.ts':
    "import { accept } from './accept.ts';\nimport type { Row } from './store.ts';\nexport const routes = (row: Row) => [accept, row];",
  'modules/listen/store.ts': "import { sql } from '#platform/postgres';\nexport interface Row { sql: typeof sql }",
  'modules/listen/rules/decide.ts':
    "import { createHash } from 'node:crypto';\nimport { RE2JS } from 're2js';\nimport type { Tx } from '#platform/postgres';\nimport { voice } from '../contract.ts';\nexport const decide = (tx: Tx) => [createHash, RE2JS, voice, tx];",
  'modules/listen/accept.test.ts':
    "import { anEmployee } from '#people/testing';\nimport { accept } from './accept.ts';\nexport default [anEmployee, accept];",
  'platform/audit/contract.ts': "import { z } from '#platform/contract';\nexport const entry = z;",
  'apps/console/main.tsx':
    "import { voice } from '#listen/contract';\nimport { entry } from '#platform/audit/contract';\nexport const app = [voice, entry];",
  'apps/server/main.ts':
    "import { createServer } from 'node:http';\nimport { createListen } from '#listen';\nexport default [createServer, createListen];",
};

/** Rule, the file that breaks it, and what it says. */
const faults: [rule: string, file: string, text: string][] = [
  ['people-looks-only-back', 'modules/people/forward.ts', "import '#listen';"],
  ['listen-looks-only-back', 'modules/listen/forward.ts', "import '#customers';"],
  ['customers-looks-only-back', 'modules/customers/index.ts', "import '../knowledge/index.ts';"],
  ['knowledge-looks-only-back', 'modules/knowledge/index.ts', "import '../moments/index.ts';"],
  ['moments-looks-only-back', 'modules/moments/index.ts', "import '#measure';"],
  ['measure-looks-only-back', 'modules/measure/index.ts', "import '../goals/index.ts';"],
  ['goals-looks-only-back', 'modules/goals/index.ts', "import '../initiatives/index.ts';"],
  ['initiatives-looks-only-back', 'modules/initiatives/index.ts', "import '../engage/index.ts';"],
  ['through-the-door', 'modules/listen/peek.ts', "import '../people/hire.ts';"],
  [
    'through-the-door',
    'modules/listen/peek-type.ts',
    "import type { hire } from '../people/hire.ts';\nexport type T = typeof hire;",
  ],
  ['tests-use-doors-and-builders', 'modules/listen/peek.test.ts', "import '../people/store.ts';"],
  ['testing-only-from-tests', 'modules/listen/fake.ts', "import '#people/testing';"],
  ['testing-only-from-tests', 'apps/server/fake.ts', "import '#platform/testing';"],
  ['apps-use-the-door', 'apps/server/peek.ts', "import '../../modules/people/hire.ts';"],
  ['apps-use-the-door', 'tests/peek.test.ts', "import '../modules/people/store.ts';"],
  ['the-ground-has-doors-too', 'modules/people/dig.ts', "import '../../platform/postgres/pool.ts';"],
  ['ground-parts-use-doors', 'platform/jobs/dig.ts', "import '../postgres/pool.ts';"],
  ['platform-is-the-ground', 'platform/jobs/climb.ts', "import '#people';"],
  ['rooms-know-no-app', 'modules/people/climb.ts', "import '../../apps/server/main.ts';"],
  ['browser-sees-contracts-only', 'apps/console/door.ts', "import '#listen';"],
  [
    'browser-sees-contracts-only',
    'apps/console/type.ts',
    "import type { createListen } from '#listen';\nexport type T = typeof createListen;",
  ],
  ['browser-sees-contracts-only', 'apps/widget/ground.ts', "import '#platform/postgres';"],
  ['browser-has-no-node', 'apps/console/disk.ts', "import 'node:fs';"],
  ['rules-are-pure', 'modules/listen/rules/disk.ts', "import 'node:fs';"],
  ['rules-are-pure', 'modules/listen/rules/table.ts', "import { sql } from '#platform/postgres';\nexport const rows = sql;"],
  ['rules-are-pure', 'modules/listen/rules/call.ts', "import '../accept.ts';"],
  ['rules-are-pure', 'modules/listen/rules/log.ts', "import 'pino';"],
  ['contracts-are-isomorphic', 'modules/listen/contract/disk.ts', "import 'node:crypto';"],
  ['contracts-are-isomorphic', 'platform/jobs/contract.ts', "import './dig.ts';"],
  ['contracts-are-isomorphic', 'modules/listen/ingest/contract.ts', "import '../accept.ts';"],
  ['sql-lives-in-the-store', 'modules/people/promote.ts', "import { sql } from '#platform/postgres';\nexport const rows = sql;"],
  ['routes-and-jobs-go-through-use-cases', 'modules/people/routes.ts', "import './store.ts';"],
  ['routes-and-jobs-go-through-use-cases', 'modules/people/jobs.ts', "import './store.ts';"],
  ['one-door-for-postgres', 'modules/people/analytics.ts', "import 'pg';"],
  ['one-door-for-clickhouse', 'modules/listen/analytics.ts', "import '@clickhouse/client';"],
  ['one-door-for-http-server', 'modules/people/serve.ts', "import 'fastify';"],
  ['one-door-for-http-client', 'modules/people/call.ts', "import 'undici';"],
  ['one-door-for-jobs', 'modules/people/queue.ts', "import 'graphile-worker';"],
  ['one-door-for-logs', 'modules/people/print.ts', "import 'pino';"],
  ['one-door-for-mail', 'modules/people/post.ts', "import 'nodemailer';"],
  ['one-door-for-sanitising', 'modules/people/wash.ts', "import 'sanitize-html';"],
  ['one-door-for-file-types', 'modules/people/sniff.ts', "import 'file-type';"],
  ['one-door-for-metrics', 'modules/people/count.ts', "import 'prom-client';"],
  ['one-door-for-holidays', 'modules/moments/rest.ts', "import 'date-holidays';"],
  ['one-door-for-sign-in', 'modules/listen/admit.ts', "import 'better-auth';"],
  ['the-net-has-doors', 'modules/listen/dial.ts', "import 'node:https';"],
  ['no-circles', 'modules/people/egg.ts', "import './hen.ts';"],
  ['no-orphans', 'modules/people/alone.ts', 'export const alone = 1;'],
  ['runs-without-development', 'modules/people/prove.ts', "import 'fast-check';"],
  ['everything-resolves', 'modules/people/lost.ts', "import '#nowhere';"],
];

/** What the faults need to point at. */
const scenery: Files = {
  'modules/people/hen.ts': "import './egg.ts';",
  'modules/engage/index.ts': "import '#people';",
};

function cruise(files: Files) {
  const house = plant(files);
  afterAll(house.clear);
  const folders = [...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? ''))].filter(
    (name) => name !== 'node_modules',
  );
  const cruiser = run(
    house.root,
    'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
    ...['--config', inRepository('.dependency-cruiser.mjs'), '--output-type', 'json', ...folders],
  );
  return { code: cruiser.code, summary: (JSON.parse(cruiser.output) as Report).summary };
}

describe('import boundaries', { timeout: 60_000 }, () => {
  it('a house without faults passes', () => {
    const { code, summary } = cruise(sound);
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
    expect(code).toBe(0);
  });

  const planted = cruise({ ...sound, ...scenery, ...Object.fromEntries(faults.map(([, file, text]) => [file, text])) });
  const named = new Set(planted.summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`));

  it.each(faults)('%s refuses %s', (rule, file) => {
    expect([...named].filter((line) => line.endsWith(`: ${file}`))).toContain(`${rule}: ${file}`);
  });

  it('no rule stands without a planted fault', () => {
    const proven = new Set(faults.map(([rule]) => rule));
    expect(planted.summary.ruleSetUsed.forbidden.map(({ name }) => name).filter((name) => !proven.has(name))).toEqual([]);
  });
});
