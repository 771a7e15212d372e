/** OpenAPI 3.1 from the contract routes: nothing is written twice. */
import { problem, type RefusalKind, type Route, z } from '#platform/contract';
import type { RawRoute } from './bind.ts';
import { everyGuardedRoute, everyRoute } from './problems.ts';

type Json = Record<string, unknown>;

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _dropped, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json;
  return rest;
};

function parametersOf(schema: z.ZodType | undefined, where: 'path' | 'query'): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: property,
  }));
}

function accessNote(route: Route): string {
  if ('action' in route.access) return `Needs the action \`${route.access.action}\`.`;
  if ('signedIn' in route.access) return 'Needs a signed-in account.';
  return `Public: ${route.access.public}`;
}

function refusalReplies(kinds: RefusalKind[]): Json {
  const statuses = [...new Set(kinds.map((kind) => kind.status))].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => {
      const same = kinds.filter((kind) => kind.status === status);
      const description = same.map((kind) => `\`${kind.code}\`: ${kind.title}. ${kind.cure}`).join('\n\n');
      return [
        status,
        { description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
      ];
    }),
  );
}

function replyOf(route: Route): Json {
  if (route.stream) return { 200: { description: 'A file', content: { [route.stream]: { schema: { type: 'string' } } } } };
  if (!route.reply) return { 204: { description: 'Done' } };
  return {
    [route.status ?? 200]: {
      description: 'Done',
      content: { 'application/json': { schema: schemaOf(route.reply, 'output') } },
    },
  };
}

function operationOf(route: Route): Json {
  const guarded = !('public' in route.access);
  const parameters = [...parametersOf(route.params, 'path'), ...parametersOf(route.query, 'query')];
  return {
    operationId: route.id,
    tags: [route.id.split('.')[0]],
    summary: route.summary,
    description: accessNote(route),
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && {
      requestBody: { required: true, content: { 'application/json': { schema: schemaOf(route.body, 'input') } } },
    }),
    ...(route.upload && {
      requestBody: { required: true, content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } },
    }),
    responses: {
      ...replyOf(route),
      ...refusalReplies([...everyRoute, ...(guarded ? everyGuardedRoute : []), ...(route.refusals ?? [])]),
    },
    security: guarded ? [{ apiKey: [] }, { session: [] }] : [],
  };
}

function rawOperationOf(route: RawRoute): Json {
  return {
    operationId: route.id,
    tags: [route.id.split('.')[0]],
    summary: route.summary,
    description: `Public: ${route.public}`,
    ...(route.method === 'POST' && { requestBody: { content: { 'application/json': { schema: {} } } } }),
    responses: { 200: { description: 'Done' } },
    security: [],
  };
}

/** The document served at /openapi.json. */
export function openApiOf(routes: Route[], rawRoutes: RawRoute[], about: { version: string; url: string }): Json {
  const paths: Record<string, Json> = {};
  const add = (path: string, method: string, operation: Json) => {
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation };
  };
  for (const route of routes) add(route.path, route.method, operationOf(route));
  for (const route of rawRoutes) {
    if (route.method === 'OPTIONS') continue;
    add(route.path.replace(/:(\w+)/g, '{$1}'), route.method, rawOperationOf(route));
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Verona',
      version: about.version,
      description: 'Marketing and customer care in one system. Everything a screen can do, this API can do.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: about.url }],
    tags: [...new Set([...routes, ...rawRoutes].map((route) => route.id.split('.')[0]))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: schemaOf(problem, 'output') },
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key of the workspace.' },
        session: { type: 'apiKey', in: 'cookie', name: 'verona.session_token' },
      },
    },
  };
}
