/** What the server says about itself: /openapi.json is a sound OpenAPI 3.1 document of all that is bound, /docs/problems lists every no. */
import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Validator } from '@seriousme/openapi-schema-validator';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '#platform/config';
import type { Route, z } from '#platform/contract';
import { createLog } from '#platform/log';
import { type System, startSystem } from '#server';
import { expectAccessible, openBrowser } from '../platform/testing/chromium.ts';
import { newDataFolder } from '../platform/testing/data-folder.ts';

type Json = Record<string, unknown>;
interface Media {
  schema?: Json;
  example?: unknown;
}
interface Answer {
  description: string;
  'x-codes'?: string[];
  content?: Record<string, Media>;
}
interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  parameters?: { name: string; in: string; required: boolean; schema: Json; example?: unknown }[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, Answer & { $ref?: string }>;
  security: Record<string, unknown>[];
}
interface Document {
  openapi: string;
  info: { title: string; version: string; license: Json };
  servers: { url: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json>; responses: Record<string, Answer>; securitySchemes: Record<string, Json> };
}

let dataDir: string;
let system: System;
let document: Document;
let problems: string;
const url = (path: string) => `http://127.0.0.1:${system.port}${path}`;
beforeAll(async () => {
  dataDir = await newDataFolder();
  const config = readConfig({ PORT: '0', VERONA_HOST: '127.0.0.1', VERONA_DATA: dataDir }, dataDir);
  system = await startSystem(config, createLog({ level: 'silent' }));
  document = (await (await fetch(url('/openapi.json'))).json()) as Document;
  problems = await (await fetch(url('/docs/problems'))).text();
});
afterAll(async () => {
  await system?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

const operationOf = (id: string) => operations().find(({ operation }) => operation.operationId === id)?.operation as Operation;
const answersOf = (operation: Operation): [string, Answer][] =>
  Object.entries(operation.responses).map(([status, answer]) => [
    status,
    answer.$ref ? (document.components.responses[answer.$ref.split('/').at(-1) ?? ''] as Answer) : answer,
  ]);

/** Every object inside, with where it stands. */
function* inside(value: unknown, at = '#'): Generator<[string, Json]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [at, value as Json];
  for (const [key, part] of Object.entries(value)) yield* inside(part, `${at}/${key}`);
}

test("it is valid by the OpenAPI Initiative's own schema of 3.1", async () => {
  const { valid, errors } = await new Validator().validate({ ...structuredClone(document) });
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
});

test('the frame is OpenAPI 3.1: version, info, servers, tags, paths, components', () => {
  expect(document.openapi).toMatch(/^3\.1\.\d+$/);
  expect(document.info).toMatchObject({
    title: 'Verona',
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    license: { identifier: 'Apache-2.0' },
  });
  expect(document.servers.every(({ url }) => URL.canParse(url))).toBe(true);
  const fields = new Set(['openapi', 'info', 'servers', 'tags', 'paths', 'components']);
  expect(Object.keys(document).filter((key) => !fields.has(key))).toEqual([]);
  expect(Object.keys(document.components.schemas).filter((name) => !/^[\w.-]+$/.test(name))).toEqual([]);
});

test('every operation has an id of its own, a tag that is declared, a summary, answers with words, and known security', () => {
  const ids = operations().map(({ operation }) => operation.operationId);
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  const tags = new Set(document.tags.map(({ name }) => name));
  const schemes = Object.keys(document.components.securitySchemes);
  const wrong: string[] = [];
  for (const { path, method, operation } of operations()) {
    const { operationId, summary, security } = operation;
    const answers = answersOf(operation);
    if (!path.startsWith('/') || !['get', 'post', 'put', 'patch', 'delete'].includes(method)) wrong.push(`${method} ${path}`);
    if (!operation.tags.every((tag) => tags.has(tag))) wrong.push(`${operationId}: tag`);
    if (!summary) wrong.push(`${operationId}: summary`);
    if (!answers.some(([status]) => /^2\d\d$/.test(status))) wrong.push(`${operationId}: no success`);
    if (!answers.some(([status]) => status === '500')) wrong.push(`${operationId}: no failure`);
    for (const [status, { description, content, 'x-codes': codes }] of answers) {
      if (!description) wrong.push(`${operationId} ${status}: description`);
      if (status !== '204' && !content) wrong.push(`${operationId} ${status}: content`);
      if (Number(status) >= 400 && !codes?.length) wrong.push(`${operationId} ${status}: no code`);
    }
    for (const way of security)
      if (!Object.keys(way).every((name) => schemes.includes(name))) wrong.push(`${operationId}: security`);
  }
  expect(wrong).toEqual([]);
});

test('path parameters: each one in the template is declared, and none besides', () => {
  for (const { path, operation } of operations()) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const stated = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
    expect([path, stated.map(({ name }) => name)]).toEqual([path, inPath]);
    expect([path, stated.every(({ required }) => required)]).toEqual([path, true]);
  }
});

test('every reference leads somewhere, and every schema speaks JSON Schema 2020-12', () => {
  const types = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']);
  const wrong: string[] = [];
  for (const [at, part] of inside(document)) {
    if (typeof part.$ref === 'string') {
      const found = part.$ref
        .split('/')
        .slice(1)
        .reduce<unknown>((place, key) => (place as Json | undefined)?.[key], document);
      if (!part.$ref.startsWith('#/') || found === undefined) wrong.push(`${at}: ${part.$ref}`);
    }
    if (part.$defs !== undefined) wrong.push(`${at}: $defs, where no reference finds them`);
    const isSchema =
      /\/schema$|\/(items|additionalProperties)$|\/(anyOf|oneOf|allOf)\/\d+$|\/properties\/[^/]+$|^#\/components\/schemas\/[^/]+$/.test(
        at,
      );
    if (isSchema && part.type !== undefined && ![part.type].flat().every((type) => types.has(String(type))))
      wrong.push(`${at}: type ${part.type}`);
  }
  expect(wrong).toEqual([]);
});

test('everything that answers is in it, whoever bound it; nothing else is', () => {
  // HEAD comes with every GET and OPTIONS is the browser's own question; sign-in speaks for itself, the rest is the console.
  const answers = system.http
    .addresses()
    .filter((each) => !/^(HEAD|OPTIONS|TRACE|CONNECT) | \/api\/auth\/\*$| \/\*$/.test(each))
    .map((each) => each.replace(/:(\w+)/g, '{$1}'));
  expect(answers.length).toBeGreaterThan(130);
  const described = operations().map(({ path, method }) => `${method.toUpperCase()} ${path}`);
  expect(new Set(described)).toEqual(new Set(answers));
  for (const path of ['/v1/batch', '/v1/projects/{key}/settings', '/v1/webhooks/{token}', '/api/measure/trend.csv', '/metrics'])
    expect(document.paths).toHaveProperty([path]);
  expect(document).toMatchObject({ info: { description: expect.stringMatching(/\/api\/auth\/\*.*\/api\/realtime/s) } });
});

/** What a contract says of a value; undefined when it takes it. */
const saysNo = (schema: z.ZodType | undefined, value: unknown) => {
  const parsed = schema?.safeParse(value);
  return parsed && !parsed.success ? `${JSON.stringify(value)}: ${parsed.error.message.replace(/\s+/g, ' ')}` : undefined;
};

test('the examples are true: every body, parameter and answer is one its contract takes', () => {
  const wrong: string[] = [];
  const held = (route: Route, what: string, schema: z.ZodType | undefined, value: unknown) => {
    const no = saysNo(schema, value);
    if (no) wrong.push(`${route.id} ${what}: ${no}`);
  };
  for (const route of system.http.routes()) {
    const { requestBody, parameters = [], responses } = operationOf(route.id);
    const given = (where: string) =>
      Object.fromEntries(parameters.filter((each) => each.in === where).map((each) => [each.name, each.example]));
    held(route, 'params', route.params, given('path'));
    held(route, 'query', route.query, given('query'));
    held(route, 'body', route.body, requestBody?.content['application/json']?.example);
    held(route, 'reply', route.reply, responses[route.status ?? 200]?.content?.['application/json']?.example);
  }
  for (const { id, described } of system.http.rawRoutes()) {
    if (!described?.body) continue;
    const no = saysNo(described.body, operationOf(id).requestBody?.content['application/json']?.example);
    if (no) wrong.push(`${id}: ${no}`);
  }
  expect(wrong).toEqual([]);
});

test('the examples for SDKs are taken by the doors themselves', async () => {
  const workspaceId = (await system.db.workspaceIds())[0] as string;
  const writeKey = 'vwk_for-the-examples';
  await system.listen.bootstrap(workspaceId, writeKey);
  const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
  const doors = operations().filter(({ operation }) => operation.security.some((way) => 'writeKey' in way));
  expect(doors.length).toBe(15);
  for (const { path, operation } of doors) {
    const body = JSON.stringify(operation.requestBody?.content['application/json']?.example);
    const answer = await fetch(url(path), {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body,
    });
    expect([path, answer.status, await answer.json()]).toEqual([path, 200, { success: true }]);
  }
});

test('doors that read bytes refuse in the words that stand in their description', async () => {
  const basic = { authorization: `Basic ${Buffer.from('vwk_nobody:').toString('base64')}` };
  const tries: [string, string, RequestInit][] = [
    ['listen.intake.track', '/v1/track', { body: 'not json' }],
    ['listen.intake.track', '/v1/track', { body: '{}', headers: basic }],
    ['listen.intake.batch', '/v1/batch', { body: 'x'.repeat(600_000) }],
    ['listen.intake.batch', '/v1/batch', { body: '{}', headers: { 'content-encoding': 'br' } }],
    ['listen.webhook_in', '/v1/webhooks/nobody', { body: '{}' }],
  ];
  for (const [id, path, init] of tries) {
    const answer = await fetch(url(path), { method: 'POST', ...init });
    const { code, type } = (await answer.json()) as { code: string; type: string };
    const described = answersOf(operationOf(id)).find(([status]) => status === String(answer.status))?.[1];
    expect([path, described?.['x-codes']]).toEqual([path, expect.arrayContaining([code])]);
    expect(problems).toContain(`<tr id="${type.split('#')[1]}">`);
  }
});

// ── The pages ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

test('both pages load in a browser without a word on its console, are accessible, and their links lead somewhere', async () => {
  const browser: Browser = await openBrowser();
  try {
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({ colorScheme, viewport: { width: 412, height: 900 } });
      const page = await context.newPage();
      const said: string[] = [];
      page.on('console', (message) => said.push(message.text()));
      page.on('pageerror', (error) => said.push(error.message));
      page.on('requestfailed', (request) => said.push(request.url()));
      await page.goto(url('/docs/api'));
      await page.getByText('Accept many events at once (Segment spec)').first().click();
      await page.getByText('Accept many events at once (Segment spec)').first().scrollIntoViewIfNeeded();
      await page.getByRole('group', { name: 'Example' }).locator('visible=true').first().waitFor();
      // They share one stylesheet and axe reads the reference for many seconds: by day one of them, by night the other.
      if (colorScheme === 'light') await expectAccessible(page);
      const targets = await page.locator('a[href*="#"]').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
      expect(targets.length).toBeGreaterThan(500);
      await page.getByRole('link', { name: 'listen.unknown_write_key' }).locator('visible=true').first().click();
      await page.waitForURL('**/docs/problems#listen.unknown_write_key');
      if (colorScheme === 'dark') await expectAccessible(page);
      const codes = new Set(targets.flatMap((target) => target?.match(/^\/docs\/problems#(.+)/)?.[1] ?? []));
      expect([...codes].filter((code) => !problems.includes(`<tr id="${code}">`))).toEqual([]);
      expect(said).toEqual([]);
      await context.close();
    }
  } finally {
    await browser.close();
  }
});

// ── Problems ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = ['platform', 'modules', 'apps/server', 'apps/cli'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?<!\.test)\.ts$/.test(name) && !name.includes('testing'))
    .map((name) => readFileSync(join(root, folder, name), 'utf8')),
);
/** `room.reason` of every declaration in the source. */
const declared = sources.flatMap((text) =>
  [...text.matchAll(/defineRefusals\('(\w+)', \{\n([\s\S]*?)\n\}\)/g)].flatMap(([, room, body = '']) =>
    [...body.matchAll(/^ {2}(\w+): \{/gm)].map(([, key]) => `${room}.${key}`),
  ),
);

test('every refusal that is declared anywhere stands on /docs/problems, where its type points', () => {
  expect(declared.length).toBeGreaterThan(60);
  expect(declared.filter((code) => !problems.includes(`<tr id="${code}">`))).toEqual([]);
  expect(problems).toContain('<tr id="http.failed">');
});

test('no two refusals share a code', () => {
  expect(declared.filter((code, at) => declared.indexOf(code) !== at)).toEqual([]);
});

test('whatever is thrown as a refusal was declared as one', () => {
  const keys = new Set(declared.map((code) => code.split('.')[1]));
  const thrown = sources.flatMap((text) => [...text.matchAll(/new Refusal\(\s*\w*[rR]efusals\.(\w+)/g)].map(([, key]) => key));
  expect(thrown.length).toBeGreaterThan(60);
  expect(thrown.filter((key) => !keys.has(key))).toEqual([]);
});
