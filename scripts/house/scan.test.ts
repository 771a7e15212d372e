// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the planted files are source text
// Every scan is proven like the import rules: sound text passes, and each planted fault is named with its line.
import { afterAll, describe, expect, it } from 'vitest';
import { type Files, plant, run } from './planted.ts';

/** Text that looks like a fault to a careless eye and is none. */
const sound: Files = {
  'modules/listen/store.ts': [
    '// select * from people.employee: a comment is not a query; nor is Date.now() here.',
    'export const rows = (tx) => tx.many(sql`select listen.event.id from listen.event where workspace_id = platform.workspace()`);',
    "export const wake = (tx) => tx.run(sql`select pg_notify('customers.merged', ${people.employee(1)})`);",
    "export const refusal = 'people.not_found';",
    'export const at = (ms) => new Date(ms);',
  ].join('\n'),
  'modules/listen/migrations/0001_log.pg.sql':
    "-- people.employee is theirs\ncreate table listen.event (id bigint, workspace_id uuid references platform.workspace);\nselect platform.isolate('listen.event');\n",
  'modules/listen/migrations/0002_events.ch.sql': 'create table if not exists listen_events (id UInt64)',
  'modules/people/store.ts': 'export const account = () => sql`select id from auth.user join people.employee using (id)`;',
  'modules/measure/analytics.ts':
    "export const trend = `select dictGet('customers_person_of', 'person', sender) from listen_events join measure_days using (day)`;",
  'modules/measure/rules/trend.ts':
    "import { createHash } from 'node:crypto';\nexport const digest = (at: number) => [new Date(at), createHash('sha256')];",
  'modules/measure/trend.ts':
    'export const timed = (deps) => [deps.clock.now(), performance.now(), deps.outbound.fetch, { fetch: 1 }];',
  'modules/measure/trend.test.ts': 'export const now = Date.now();\nexport const page = fetch(process.env.URL);',
  'platform/clock/index.ts': 'export const now = () => Date.now();',
  'platform/config/index.ts': 'export const environment = process.env;',
  'platform/outbound/index.ts': 'export const send = (url: string) => fetch(url);',
  'platform/realtime/socket.ts':
    "import { WebSocket } from 'ws';\nexport const isOpen = (socket: WebSocket) => socket.readyState === WebSocket.OPEN;",
  'apps/console/api.ts': "export const load = () => fetch('/api/people/me');",
};

const faults: [name: string, file: string, line: number, text: string][] = [
  ['table-has-one-owner', 'modules/listen/store.ts', 2, 'export const rows = () =>\n  sql`select 1 from people.employee`;'],
  ['table-has-one-owner', 'modules/listen/store/read.ts', 1, 'export const rows = () => sql`select people.name_of(1)`;'],
  ['table-has-one-owner', 'modules/listen/store/sign-in.ts', 1, 'export const rows = () => sql`delete from auth.session`;'],
  [
    'table-has-one-owner',
    'modules/listen/store/queue.ts',
    1,
    'export const rows = () => sql`select 1 from graphile_worker.jobs`;',
  ],
  [
    'table-has-one-owner',
    'modules/listen/store/ground.ts',
    1,
    'export const rows = () => sql`update platform.cursor set id = 1`;',
  ],
  ['table-has-one-owner', 'modules/listen/accept.ts', 1, 'export const rows = () => sql`select 1 from customers.person`;'],
  [
    'table-has-one-owner',
    'modules/listen/store/spliced.ts',
    4,
    'export const q = sql`\n  select ${1\n}\n  from customers.person`;',
  ],
  ['table-has-one-owner', 'modules/listen/store/plain.ts', 1, "export const text = 'select 1 from customers.person';"],
  [
    'table-has-one-owner',
    'modules/listen/migrations/0001_log.pg.sql',
    3,
    '-- ours\ncreate table listen.event (id bigint\n  references people.employee);',
  ],
  ['table-has-one-owner', 'modules/listen/migrations/0002_rls.pg.sql', 1, "select platform.isolate('people.employee');"],
  ['table-has-one-owner', 'modules/listen/migrations/0003_copy.ch.sql', 1, 'create table customers_people (id UInt64)'],
  ['table-has-one-owner', 'modules/measure/analytics.ts', 1, 'export const trend = `select 1 from customers_people`;'],
  ['table-has-one-owner', 'modules/measure/analytics/write.ts', 1, 'export const fill = `insert into listen_events select 1`;'],
  ['table-has-one-owner', 'platform/audit/log.ts', 1, 'export const rows = () => sql`select 1 from people.employee`;'],
  ['table-has-one-owner', 'apps/server/peek.ts', 1, 'export const rows = () => sql`select 1 from platform.cursor`;'],
  ['no-hidden-clock', 'modules/people/rules/now.ts', 1, 'export const at = Date.now();'],
  ['no-hidden-clock', 'modules/people/rules/new.ts', 1, 'export const at = new Date();'],
  ['no-hidden-clock', 'modules/people/rules/bare.ts', 1, 'export const at = Date();'],
  ['no-hidden-clock', 'modules/people/rules/chance.ts', 1, 'export const dice = Math.random();'],
  ['no-hidden-clock', 'modules/people/rules/stopwatch.ts', 1, 'export const at = performance.now();'],
  ['no-hidden-clock', 'modules/people/rules/id.ts', 1, "import { randomUUID as id } from 'node:crypto';"],
  ['no-hidden-clock', 'modules/people/rules/web-id.ts', 1, 'export const id = crypto.randomUUID();'],
  ['no-hidden-clock', 'modules/people/rules/later.ts', 1, 'setTimeout(() => {}, 1);'],
  ['no-hidden-clock', 'modules/people/store.ts', 2, 'export const at =\n  Date.now();'],
  ['no-hidden-clock', 'modules/people/hire.ts', 1, 'export const at = Date.now();'],
  ['environment-is-read-once', 'modules/people/invite.ts', 1, 'export const url = process.env.URL;'],
  ['environment-is-read-once', 'platform/mail/index.ts', 1, "export const url = process.env['URL'];"],
  ['one-guarded-way-out', 'modules/listen/hook.ts', 1, "export const call = () => fetch('https://example.com');"],
  ['one-guarded-way-out', 'modules/listen/alias.ts', 1, 'export const call = fetch;'],
  ['one-guarded-way-out', 'modules/listen/handed.ts', 1, 'export const deps = { fetch };'],
  ['one-guarded-way-out', 'platform/mail/global.ts', 1, "export const call = () => globalThis.fetch('https://example.com');"],
  ['one-guarded-way-out', 'apps/server/socket.ts', 1, "export const socket = new WebSocket('wss://example.com');"],
  [
    'questions-live-in-analytics',
    'modules/measure/trend.ts',
    1,
    "export const rows = (deps) => deps.clickhouse.query('select 1');",
  ],
];

function scan(files: Files) {
  const house = plant(files);
  afterAll(house.clear);
  return run(house.root, 'scripts/house/scan.mjs', house.root);
}

describe('house scan', { timeout: 60_000 }, () => {
  it('a house without faults passes', () => {
    expect(scan(sound)).toEqual({ code: 0, output: '12 files keep the house rules\n' });
  });

  const planted = scan(Object.fromEntries(faults.map(([, file, , text]) => [file, text])));
  const lines = planted.output.split('\n');

  it.each(faults)('%s is seen in %s', (name, file, line) => {
    expect(lines.filter((text) => text.startsWith(`${file}:`)).join('\n')).toMatch(new RegExp(`^${file}:${line} ${name}: `));
  });

  it('fails, and counts what it found', () => {
    expect(planted.code).toBe(1);
    expect(planted.output).toMatch(new RegExp(`\\d+ violations in ${faults.length} files`));
  });

  it('fails on an empty house: a scan of nothing proves nothing', () => {
    expect(scan({}).code).toBe(1);
  });
});
