/** What the server says about itself: /openapi.json is a sound OpenAPI 3.1 document of all that is bound, /docs/problems lists every no. */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '#platform/config';
import { createLog } from '#platform/log';
import { type System, startSystem } from '#server';

type Json = Record<string, unknown>;
interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  parameters?: { name: string; in: string; required: boolean; schema: Json }[];
  responses: Record<string, { description: string }>;
  security: Record<string, unknown>[];
}
interface Document {
  openapi: string;
  info: { title: string; version: string; license: Json };
  servers: { url: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json>; securitySchemes: Record<string, Json> };
}

let dataDir: string;
let system: System;
let document: Document;
let problems: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'verona-openapi-'));
  const config = readConfig({ PORT: '0', VERONA_HOST: '127.0.0.1', VERONA_DATA: dataDir }, dataDir);
  system = await startSystem(config, createLog({ level: 'silent' }));
  const get = (path: string) => fetch(`http://127.0.0.1:${system.port}${path}`);
  document = (await (await get('/openapi.json')).json()) as Document;
  problems = await (await get('/docs/problems')).text();
});
afterAll(async () => {
  await system?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

/** Every object inside, with where it stands. */
function* inside(value: unknown, at = '#'): Generator<[string, Json]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [at, value as Json];
  for (const [key, part] of Object.entries(value)) yield* inside(part, `${at}/${key}`);
}

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
    const { operationId, summary, responses, security } = operation;
    if (!path.startsWith('/') || !['get', 'post', 'put', 'patch', 'delete'].includes(method)) wrong.push(`${method} ${path}`);
    if (!operation.tags.every((tag) => tags.has(tag))) wrong.push(`${operationId}: tag`);
    if (!summary) wrong.push(`${operationId}: summary`);
    if (!Object.keys(responses).some((status) => /^2\d\d$/.test(status))) wrong.push(`${operationId}: no success`);
    for (const [status, { description }] of Object.entries(responses))
      if (!description) wrong.push(`${operationId} ${status}: description`);
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

test('everything bound is in it, with its method and path; nothing else is', () => {
  const bound = [
    ...system.http.routes().map(({ id, method, path }) => `${id} ${method.toLowerCase()} ${path}`),
    ...system.http
      .rawRoutes()
      .filter(({ method }) => method !== 'OPTIONS')
      .map(({ id, method, path }) => `${id} ${method.toLowerCase()} ${path.replace(/:(\w+)/g, '{$1}')}`),
  ];
  const described = operations().map(({ path, method, operation }) => `${operation.operationId} ${method} ${path}`);
  expect(new Set(described)).toEqual(new Set(bound));
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
