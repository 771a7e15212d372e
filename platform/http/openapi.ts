/** OpenAPI 3.1 from the contracts: nothing is written twice. */
import { problem, type RefusalKind, type Route, z } from '#platform/contract';
import type { RawRoute } from './bind.ts';
import { closed } from './closed.ts';
import { exampleOf } from './example-of.ts';
import { type Documented, everyGuardedRoute, everyRawRoute, everyRoute, failed, refusals } from './problems.ts';

type Json = Record<string, unknown>;

/** What several operations refer to. */
interface Shared {
  /** Schemas that name themselves (trees, any JSON) cannot stand inline. */
  schemas: Record<string, Json>;
  /** Refusals of one status, as one answer; routes that refuse alike refer to the same. */
  responses: Record<string, Json>;
}

export interface About {
  version: string;
  url: string;
  /** What else answers here and does not fit into the document: prefix, and where its own description is. */
  besides: { path: string; about: string }[];
  /** Refusals that come from below or before every route; `guarded`: from checking who calls. */
  refusals: { every: RefusalKind[]; guarded: RefusalKind[] };
}

/** `name` tells the shared parts of one place from those of another. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', name: string, shared: Shared): Json {
  const {
    $schema: _dropped,
    $defs = {},
    ...rest
  } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json & { $defs?: Record<string, Json> };
  const moved = <T>(part: T): T => JSON.parse(JSON.stringify(part).replaceAll('"#/$defs/', `"#/components/schemas/${name}.`));
  for (const [key, definition] of Object.entries($defs)) shared.schemas[`${name}.${key}`] = moved(definition);
  return moved(rest);
}

const example = (schema: Json, shared: Shared, name?: string): unknown =>
  exampleOf(schema, (ref) => shared.schemas[ref.slice('#/components/schemas/'.length)] ?? {}, name);

/** A body or an answer: its schema, and one that fits. */
function contentOf(schema: z.ZodType, io: 'input' | 'output', name: string, shared: Shared): Json {
  const described = schemaOf(schema, io, name, shared);
  return { schema: described, example: example(described, shared) };
}

function parametersOf(id: string, schema: z.ZodType | undefined, where: 'path' | 'query', shared: Shared): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input', `${id}.${where}`, shared) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: property,
    example: example(property, shared, name),
  }));
}

function accessNote(route: Route): string {
  if ('action' in route.access) return `Needs the action \`${route.access.action}\`.`;
  if ('signedIn' in route.access) return 'Needs a signed-in account.';
  return `Public: ${route.access.public}`;
}

/** Answers that say no, by status. Their codes stand in `x-codes`, for programs; each is explained at /docs/problems. */
function problemsOf(kinds: Documented[], shared: Shared): Json {
  const byStatus = new Map<number, Map<string, Documented>>();
  for (const kind of [...kinds, failed]) {
    byStatus.set(kind.status, (byStatus.get(kind.status) ?? new Map()).set(kind.code, kind));
  }
  return Object.fromEntries(
    [...byStatus].map(([status, same]) => {
      const all = [...same.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
      const codes = all.map(({ code }) => code);
      const name = codes.join('-');
      shared.responses[name] ??= {
        description: all.map(({ code, title, cure }) => `\`${code}\`: ${title}. ${cure}`).join('\n\n'),
        'x-codes': codes,
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/Problem' },
            examples: Object.fromEntries(all.map((kind) => [kind.code, { value: documentOf(kind) }])),
          },
        },
      };
      return [status, { $ref: `#/components/responses/${name}` }];
    }),
  );
}

function documentOf({ code, status, title, cure }: Documented): z.infer<typeof problem> {
  return { type: `/docs/problems#${code}`, title, status, detail: title, code, cure, instance: 'req-1' };
}

function replyOf(route: Route, shared: Shared): Json {
  const file = { schema: { type: 'string' }, example: 'A file.' };
  if (route.stream) return { 200: { description: 'A file', content: { [route.stream]: file } } };
  if (!route.reply) return { 204: { description: 'Done' } };
  const content = contentOf(route.reply, 'output', `${route.id}.reply`, shared);
  return { [route.status ?? 200]: { description: 'Done', content: { 'application/json': content } } };
}

function bodyOf(route: Route, shared: Shared): Json | undefined {
  if (route.upload) {
    const schema = { type: 'string', contentMediaType: 'application/octet-stream' };
    return { required: true, content: { 'application/octet-stream': { schema, example: 'Bytes of a file.' } } };
  }
  const body = closed(route.body);
  return body && { required: true, content: { 'application/json': contentOf(body, 'input', `${route.id}.body`, shared) } };
}

function operationOf(route: Route, about: About, shared: Shared): Json {
  const guarded = !('public' in route.access);
  const parameters = [
    ...parametersOf(route.id, route.params, 'path', shared),
    ...parametersOf(route.id, route.query, 'query', shared),
  ];
  const body = bodyOf(route, shared);
  const common = [
    ...everyRoute,
    ...(route.upload ? [refusals.unsupported] : []),
    ...about.refusals.every,
    ...(guarded ? [...everyGuardedRoute, ...about.refusals.guarded] : []),
  ];
  return {
    operationId: route.id,
    tags: [tagOf(route)],
    summary: route.summary,
    description: accessNote(route),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: body }),
    responses: { ...replyOf(route, shared), ...problemsOf([...common, ...(route.refusals ?? [])], shared) },
    security: guarded ? [{ apiKey: [] }, { session: [] }] : [],
  };
}

function rawOperationOf(route: RawRoute, about: About, shared: Shared): Json {
  const { proof, params, body, reply, replyType = 'application/json', refusals = [] } = route.described ?? {};
  const parameters = parametersOf(route.id, params, 'path', shared);
  const content = reply
    ? contentOf(reply, 'output', `${route.id}.reply`, shared)
    : { schema: { type: 'string' }, example: 'Text.' };
  const hasBody = route.method === 'POST';
  return {
    operationId: route.id,
    tags: [tagOf(route)],
    summary: route.summary,
    description: `Public: ${route.public}`,
    ...(parameters.length > 0 && { parameters }),
    ...(hasBody && {
      requestBody: {
        required: true,
        content: { 'application/json': contentOf(body ?? z.unknown(), 'input', `${route.id}.body`, shared) },
      },
    }),
    responses: {
      200: { description: 'Done', content: { [replyType]: content } },
      ...problemsOf([...(hasBody ? everyRawRoute : []), ...about.refusals.every, ...refusals], shared),
    },
    security: proof ? [{ [proof]: [] }] : [],
  };
}

const tagOf = ({ id }: { id: string }) => id.split('.')[0] ?? id;

/** The document served at /openapi.json. */
export function openApiOf(routes: Route[], rawRoutes: RawRoute[], about: About): Json {
  const paths: Record<string, Json> = {};
  const shared: Shared = { schemas: {}, responses: {} };
  shared.schemas.Problem = schemaOf(problem, 'output', 'Problem', shared);
  const add = (path: string, method: string, operation: Json) => {
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation };
  };
  for (const route of routes) add(route.path, route.method, operationOf(route, about, shared));
  // Preflights are the browser's business: it sends them by itself and nobody calls them.
  const asked = rawRoutes.filter(({ method }) => method !== 'OPTIONS');
  for (const route of asked) add(route.path.replace(/:(\w+)/g, '{$1}'), route.method, rawOperationOf(route, about, shared));
  const besides = about.besides.map(({ path, about: text }) => `- \`${path}\`: ${text}`);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Verona',
      version: about.version,
      description: [
        'Marketing and customer care in one system. Everything a screen can do, this API can do.',
        ...(besides.length > 0 ? [`Besides what is listed here:\n\n${besides.join('\n')}`] : []),
      ].join('\n\n'),
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: about.url }],
    tags: [...new Set([...routes, ...asked].map(tagOf))].map((name) => ({ name })),
    paths,
    components: {
      schemas: shared.schemas,
      responses: shared.responses,
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key of the workspace (`vk_…`).' },
        session: { type: 'apiKey', in: 'cookie', name: 'verona.session_token', description: 'A signed-in browser.' },
        writeKey: {
          type: 'http',
          scheme: 'basic',
          description:
            'The write key of a source (`vwk_…`) as user name, no password. It may stand in the body as `writeKey` instead.',
        },
      },
    },
  };
}
