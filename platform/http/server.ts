import { createReadStream, existsSync } from 'node:fs';
import type { IncomingHttpHeaders, Server } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { Readable } from 'node:stream';
import { gunzip } from 'node:zlib';
import fastify, { type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { type Account, authorize, refusals as authRefusals, type Policy, type Principal } from '#platform/auth';
import { Refusal, type RefusalKind, type Route, z } from '#platform/contract';
import type { Health } from '#platform/health';
import type { Log } from '#platform/log';
import type { Metrics } from '#platform/metrics';
import { type Bind, type BindRaw, type Caller, Download, type Handler, type RawRequest, type RawRoute } from './bind.ts';
import { closed } from './closed.ts';
import { closingOf } from './closing.ts';
import { assertKeepable } from './keepable.ts';
import { openApiOf } from './openapi.ts';
import { bindOwnRoutes } from './own-routes.ts';
import { fieldsOf, problemOf, refusals } from './problems.ts';
import { safetyHeaders } from './safety-headers.ts';
import { refusePersonal, veiled, veiledFile } from './veil.ts';
import { headersMs, refuseUnreadable, watchBodies } from './wire.ts';

/** What the request's cookies and headers proved. */
export interface Authenticated {
  account?: Account;
  principal?: Principal;
}

export interface Http {
  bind: Bind;
  bindRaw: BindRaw;
  /** Hands every request under the prefix to a fetch-style handler (the sign-in library). */
  mount(prefix: string, handler: (request: Request) => Promise<Response>, about: string): void;
  /** Tells the reference of something that answers here and is no route (a socket). */
  mention(path: string, about: string): void;
  /** Serves a folder of built files at /, unknown paths without an extension get index.html. */
  serveConsole(folder: string): void;
  routes(): Route[];
  rawRoutes(): RawRoute[];
  openApi(): Record<string, unknown>;
  /** `GET /path` of all that answers, whoever bound it: what the reference is held to. */
  addresses(): string[];
  server: Server;
  /** Starts listening; answers the port. */
  listen(port: number, host: string): Promise<number>;
  close(): Promise<void>;
}

export interface HttpDeps {
  log: Log;
  metrics: Metrics;
  health: Health;
  policy: Policy;
  /** Is who customers are to be kept from this caller, on this route? */
  veils(principal: Principal, route: Route): boolean;
  /** `ip` as trusted here: whoever sends wrong keys in a row is slowed down by it. */
  authenticate(headers: IncomingHttpHeaders, ip: string): Promise<Authenticated>;
  version: string;
  baseUrl: string;
  trustedProxies: string[];
  /** For the reference: what any route may refuse because of the floor below, and any guarded one while it asks who calls. */
  refusals?: { every: RefusalKind[]; guarded: RefusalKind[] };
}

const oneMegabyte = 1024 * 1024;
/** A route that names no query takes none: what it would ignore, its caller believes in (reliability case A11). */
const nothing = z.object({});
/** At a stop; the rest of it takes its part of the five seconds. */
const closePatienceMs = 2_000;
const readableType = /^[\w.+-]+\/[\w.+-]+ *(;|$)/;
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
};

export async function createHttp(deps: HttpDeps): Promise<Http> {
  const { log, metrics, health, policy } = deps;
  const routes = new Map<string, Route>();
  const rawRoutes: RawRoute[] = [];
  const besides: { path: string; about: string }[] = [];
  const addresses: string[] = [];
  const timing = metrics.timing('verona_http_seconds', 'Time from request to answer', ['route', 'status']);

  const app = fastify({
    loggerInstance: log as never,
    logController: new LogController({ disableRequestLogging: true }),
    // Nobody logs by request; a logger for each would cost more than parsing a small event.
    childLoggerFactory: (logger) => logger,
    bodyLimit: oneMegabyte,
    // Slow writers of headers are looked for every second, slow bodies are cut by a hook (see wire.ts).
    http: { connectionsCheckingInterval: 1_000, headersTimeout: headersMs },
    requestTimeout: 0,
    connectionTimeout: 0,
    clientErrorHandler: refuseUnreadable,
    keepAliveTimeout: 65_000,
    // An event's name of 1,000 characters, each written %XX%XX%XX.
    routerOptions: { maxParamLength: 9_000 },
    trustProxy: deps.trustedProxies.length > 0 ? deps.trustedProxies : false,
    return503OnClosing: true,
    forceCloseConnections: 'idle',
  });
  app.server.maxConnections = 20_000;

  const safety = await safetyHeaders(deps.baseUrl);
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(safety);
    done();
  });

  app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) addresses.push(`${each} ${url}`);
  });
  const closing = closingOf(app, closePatienceMs);
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (closing.begun()) reply.header('connection', 'close');
    done(null, payload);
  });
  const bodies = watchBodies();
  app.addHook('onRequest', bodies.begins);
  app.addHook('preValidation', bodies.ended);
  app.addHook('onClose', async () => bodies.stop());
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error, request.id);
    if (problem.status >= 500 && problem.code === 'http.failed') {
      log.error({ module: 'http', err: error, requestId: request.id, route: request.routeOptions.url }, 'request failed');
    }
    if ([429, 503, 507].includes(problem.status)) reply.header('retry-after', String(problem.retryAfter ?? 1));
    return reply.status(problem.status).type('application/problem+json').send(problem);
  });
  app.setNotFoundHandler((request) => {
    throw new Refusal(refusals.not_found, { detail: `There is no ${request.method} ${request.url.split('?')[0]}.` });
  });
  app.addHook('onResponse', (request, reply, done) => {
    const route = (request.routeOptions.config as { veronaRoute?: string }).veronaRoute ?? 'other';
    timing.observe({ route, status: `${Math.floor(reply.statusCode / 100)}xx` }, reply.elapsedTime / 1000);
    done();
  });

  const bind = <T extends Route>(route: T, handler: Handler<T>): void => {
    if (routes.has(route.id)) throw new Error(`route ${route.id} is bound twice`);
    routes.set(route.id, route);
    const parse = { params: closed(route.params), query: closed(route.query ?? nothing), body: closed(route.body) };
    app.route({
      method: route.method,
      url: route.path.replace(/\{(\w+)\}/g, ':$1'),
      bodyLimit: route.bodyLimit ?? oneMegabyte,
      config: { veronaRoute: route.id, ...(route.upload && { upload: true }) },
      handler: async (request, reply) => {
        const { account, principal } = await admit(deps, policy, route, request);
        const aborter = new AbortController();
        // Of the answer: a request closes as soon as its body has been read, long before anybody goes away.
        reply.raw.once('close', () => {
          if (!reply.raw.writableFinished) aborter.abort();
        });
        const caller = {
          params: check(parse.params, request.params, 'path'),
          query: check(parse.query, request.query, 'query'),
          body: check(parse.body, request.body, 'body'),
          ...(principal && { principal, workspaceId: principal.workspaceId }),
          ...(account && { account }),
          ...(route.upload && { upload: bytesOf(request.body) }),
          ip: request.ip,
          headers: request.headers,
          signal: aborter.signal,
        };
        const veil = principal !== undefined && deps.veils(principal, route);
        if (veil) refusePersonal(route.body, caller.body);
        const answer = await handler(caller as unknown as Caller<T>);
        reply.header('cache-control', 'no-store');
        if (veil && route.stream) {
          if (answer instanceof Download) reply.headers(answer.headers);
          return reply.type(route.stream).send(await veiledFile(route.stream, answer));
        }
        if (answer instanceof Download)
          return reply
            .type(route.stream ?? 'application/octet-stream')
            .headers(answer.headers)
            .send(answer.body);
        if (route.stream) return reply.type(route.stream).send(answer);
        if (!route.reply) return reply.status(204).send();
        const told = route.reply.parse(answer);
        return reply.status(route.status ?? 200).send(veil ? veiled(route.reply, told) : told);
      },
    });
  };

  // Uploads are handed over as a stream; everything else that is not JSON is refused.
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));

  const bindRaw: BindRaw = (route, handler) => {
    rawRoutes.push(route);
    void app.register((scope, _options, done) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: route.bodyLimit }, (_request, body, done) =>
        done(null, body),
      );
      scope.addHook('onRequest', (request, reply, next) => {
        if (route.headers) reply.headers(route.headers);
        // Whatever they call it, it is bytes to us; the framework would refuse names it cannot read.
        const type = request.headers['content-type'];
        if (type !== undefined && !readableType.test(type)) request.headers['content-type'] = 'application/octet-stream';
        next();
      });
      scope.route({
        method: route.method,
        url: route.path,
        bodyLimit: Math.max(1, route.bodyLimit),
        config: { veronaRoute: route.id },
        handler: async (request, reply) => {
          const answer = await handler({
            params: request.params as Record<string, string>,
            query: request.query as RawRequest['query'],
            headers: request.headers,
            body: await inflate(request, route.bodyLimit),
            ip: request.ip,
          });
          if (answer.headers) reply.headers(answer.headers);
          return reply.status(answer.status).send(answer.body ?? '');
        },
      });
      done();
    });
  };

  const mount: Http['mount'] = (prefix, handler, about) => {
    besides.push({ path: `${prefix}/*`, about });
    void app.register((scope, _options, done) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
      scope.all(`${prefix}/*`, { config: { veronaRoute: `mount ${prefix}` } }, async (request, reply) => {
        const answer = await handler(fetchRequestOf(request, deps.baseUrl));
        reply.status(answer.status);
        for (const [name, value] of answer.headers) if (name !== 'set-cookie') reply.header(name, value);
        for (const cookie of answer.headers.getSetCookie()) reply.header('set-cookie', cookie);
        return reply.send(Buffer.from(await answer.arrayBuffer()));
      });
      done();
    });
  };

  const openApi = () =>
    openApiOf([...routes.values()], rawRoutes, {
      version: deps.version,
      url: deps.baseUrl,
      besides,
      refusals: deps.refusals ?? { every: [], guarded: [] },
    });
  bindOwnRoutes(bindRaw, { health, metrics, openApi });

  return {
    bind: bind as Bind,
    bindRaw,
    mount,
    mention: (path, about) => besides.push({ path, about }),
    openApi,
    addresses: () => addresses,
    server: app.server,
    routes: () => [...routes.values()],
    rawRoutes: () => rawRoutes,
    serveConsole: (folder) => {
      app.get('/*', { config: { veronaRoute: 'console' } }, (request, reply) => sendFile(folder, request, reply));
    },
    async listen(port, host) {
      await app.listen({ port, host });
      const address = app.server.address();
      return typeof address === 'object' && address ? address.port : port;
    },
    close: closing.close,
  };
}

/** What an upload hands over as a stream. Whatever else they sent was read as something it is not. */
function bytesOf(body: unknown): Readable {
  if (body instanceof Readable) return body;
  throw new Refusal(refusals.unsupported, { detail: 'Send the bytes as Content-Type: application/octet-stream.' });
}

function check(schema: z.ZodType | undefined, value: unknown, where: string): unknown {
  if (!schema) return undefined;
  assertKeepable(value, where);
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const fields = fieldsOf(parsed.error, where);
  throw new Refusal(refusals.invalid, { detail: fields.map(({ path, message }) => `${path}: ${message}`).join('; '), fields });
}

/** Decides at the door whether this caller may use this route. */
async function admit(deps: HttpDeps, policy: Policy, route: Route, request: FastifyRequest): Promise<Authenticated> {
  if ('public' in route.access) return {};
  const who = await deps.authenticate(request.headers, request.ip);
  // A cookie alone must not change state from another site (CSRF): browsers say where they come from.
  if (who.account && request.method !== 'GET' && !fromHere(request.headers, deps.baseUrl)) {
    throw new Refusal(authRefusals.not_allowed, { detail: 'This request came from another site.' });
  }
  if ('signedIn' in route.access) {
    if (!who.account && !who.principal) throw new Refusal(authRefusals.sign_in_needed);
    return who;
  }
  if (!who.principal) throw new Refusal(who.account ? authRefusals.workspace_needed : authRefusals.sign_in_needed);
  authorize(policy, who.principal, route.access.action);
  return who;
}

function fromHere(headers: IncomingHttpHeaders, baseUrl: string): boolean {
  const { origin, host } = headers;
  if (!origin) return headers['sec-fetch-site'] === undefined || headers['sec-fetch-site'] === 'same-origin';
  if (origin === new URL(baseUrl).origin) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** Undoes gzip with a hard cap on what comes out, so that a small bomb cannot fill memory. */
async function inflate(request: FastifyRequest, limit: number): Promise<Buffer> {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const encoding = request.headers['content-encoding'];
  if (!encoding || encoding === 'identity') return body;
  if (encoding !== 'gzip')
    throw new Refusal(refusals.unsupported, { detail: `Content-Encoding "${encoding}" is not supported; use gzip.` });
  return new Promise((resolve, reject) => {
    gunzip(body, { maxOutputLength: limit }, (error, plain) => {
      if (!error) resolve(plain);
      else if ('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
        reject(new Refusal(refusals.too_large, { detail: `More than ${limit} bytes after gunzip.` }));
      else reject(new Refusal(refusals.not_json, { detail: 'The body is not valid gzip.' }));
    });
  });
}

function fetchRequestOf(request: FastifyRequest, baseUrl: string): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === 'string') headers.set(name, value);
    else if (Array.isArray(value)) for (const part of value) headers.append(name, part);
  }
  headers.set('x-forwarded-for', request.ip);
  const body = Buffer.isBuffer(request.body) && request.body.length > 0 ? new Uint8Array(request.body) : undefined;
  return new Request(new URL(request.url, baseUrl), { method: request.method, headers, ...(body && { body }) });
}

/** A built file, or the console's page for paths that are screens. Names are normalised; nothing above the folder is reachable. */
function sendFile(folder: string, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = normalize(decodeURIComponent(request.url.split('?')[0] ?? '/'));
  const isAsset = extname(path) !== '';
  if (path.startsWith('/api/') || path.startsWith('/v1/') || path.includes('..')) throw new Refusal(refusals.not_found);
  const file = join(folder, isAsset ? path : 'index.html');
  if (!file.startsWith(folder) || !existsSync(file)) throw new Refusal(refusals.not_found);
  reply.header('cache-control', path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
  return reply.type(types[extname(file)] ?? 'application/octet-stream').send(createReadStream(file));
}
