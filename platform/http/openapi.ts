/** OpenAPI 3.1 from the contract routes: nothing is written twice. */
import { problem, type RefusalKind, type Route, z } from '#platform/contract';
import type { RawRoute } from './bind.ts';
import { everyGuardedRoute, everyRoute } from './problems.ts';

type Json = Record<string, unknown>;

/** Schemas that name themselves (trees, any JSON) cannot stand inline: collected here, and referred to. */
type Shared = Record<string, Json>;

/** `name` tells the shared parts of one place from those of another. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', name: string, shared: Shared): Json {
  const {
    $schema: _dropped,
    $defs = {},
    ...rest
  } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json & { $defs?: Shared };
  const moved = <T>(part: T): T => JSON.parse(JSON.stringify(part).replaceAll('"#/$defs/', `"#/components/schemas/${name}.`));
  for (const [key, definition] of Object.entries($defs)) shared[`${name}.${key}`] = moved(definition);
  return moved(rest);
}

function parametersOf(route: Route, where: 'path' | 'query', shared: Shared): Json[] {
  const schema = where === 'path' ? route.params : route.query;
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input', `${route.id}.${where}`, shared) as {
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

function replyOf(route: Route, shared: Shared): Json {
  if (route.stream) return { 200: { description: 'A file', content: { [route.stream]: { schema: { type: 'string' } } } } };
  if (!route.reply) return { 204: { description: 'Done' } };
  return {
    [route.status ?? 200]: {
      description: 'Done',
      content: { 'application/json': { schema: schemaOf(route.reply, 'output', `${route.id}.reply`, shared) } },
    },
  };
}

function operationOf(route: Route, shared: Shared): Json {
  const guarded = !('public' in route.access);
  const parameters = [...parametersOf(route, 'path', shared), ...parametersOf(route, 'query', shared)];
  return {
    operationId: route.id,
    tags: [route.id.split('.')[0]],
    summary: route.summary,
    description: accessNote(route),
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: schemaOf(route.body, 'input', `${route.id}.body`, shared) } },
      },
    }),
    ...(route.upload && {
      requestBody: { required: true, content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } },
    }),
    responses: {
      ...replyOf(route, shared),
      ...refusalReplies([...everyRoute, ...(guarded ? everyGuardedRoute : []), ...(route.refusals ?? [])]),
    },
    security: guarded ? [{ apiKey: [] }, { session: [] }] : [],
  };
}

function rawOperationOf(route: RawRoute): Json {
  const parameters = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  return {
    operationId: route.id,
    tags: [route.id.split('.')[0]],
    summary: route.summary,
    description: `Public: ${route.public}`,
    ...(parameters.length > 0 && { parameters }),
    ...(route.method === 'POST' && { requestBody: { content: { 'application/json': { schema: {} } } } }),
    responses: { 200: { description: 'Done' } },
    security: [],
  };
}

/** The document served at /openapi.json. */
export function openApiOf(routes: Route[], rawRoutes: RawRoute[], about: { version: string; url: string }): Json {
  const paths: Record<string, Json> = {};
  const shared: Shared = {};
  shared.Problem = schemaOf(problem, 'output', 'Problem', shared);
  const add = (path: string, method: string, operation: Json) => {
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation };
  };
  for (const route of routes) add(route.path, route.method, operationOf(route, shared));
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
      schemas: shared,
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key of the workspace.' },
        session: { type: 'apiKey', in: 'cookie', name: 'verona.session_token' },
      },
    },
  };
}
