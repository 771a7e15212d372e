/**
 * A stand-in for the API, for tests of the console's frame only: it serves the built console under the production content
 * security policy and answers the few routes that sign-in and shell read. What rooms say is tested against the real server.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

const contentSecurityPolicy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'";

export type Answer = (request: { body: unknown; workspace: string | undefined }) => { status?: number; body?: unknown };

export interface Stub {
  url: string;
  /** By `METHOD /path`; a test may replace any. Others answer 404. */
  answers: Record<string, Answer>;
  /** What each socket said, and the sockets themselves. */
  sockets: { socket: WebSocket; heard: unknown[] }[];
  close(): Promise<void>;
}

export async function startStub(dist: string): Promise<Stub> {
  const answers: Record<string, Answer> = {};
  const sockets: Stub['sockets'] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://stub').pathname;
    void (path.startsWith('/api/') ? answer(request, response, path) : file(response, path));
  });

  async function answer(request: IncomingMessage, response: ServerResponse, path: string) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const workspace = request.headers['verona-workspace'];
    const known = answers[`${request.method} ${path}`];
    const { status = 200, body } = known
      ? known({ body: text ? JSON.parse(text) : undefined, workspace: Array.isArray(workspace) ? workspace[0] : workspace })
      : { status: 404, body: problemOf(404, 'http.not_found', 'Nothing at this address', 'See /openapi.json.') };
    response.writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' });
    response.end(body === undefined ? '' : JSON.stringify(body));
  }

  async function file(response: ServerResponse, path: string) {
    const wanted = extname(path) ? path : '/index.html';
    try {
      const bytes = await readFile(join(dist, wanted));
      response.writeHead(200, {
        'content-type': TYPES[extname(wanted)] ?? 'application/octet-stream',
        'content-security-policy': contentSecurityPolicy,
      });
      response.end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  }

  const realtime = new WebSocketServer({ server, path: '/api/realtime' });
  realtime.on('connection', (socket) => {
    const heard: unknown[] = [];
    sockets.push({ socket, heard });
    socket.on('message', (data) => heard.push(JSON.parse(String(data))));
  });

  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    answers,
    sockets,
    close: async () => {
      for (const { socket } of sockets) socket.terminate();
      realtime.close();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

export function problemOf(
  status: number,
  code: string,
  title: string,
  cure: string,
  fields?: { path: string; message: string }[],
) {
  return { type: `/problems/${code}`, title, status, detail: title, code, cure, ...(fields && { fields }) };
}

export const signInNeeded: Answer = () => ({
  status: 401,
  body: problemOf(401, 'auth.sign_in_needed', 'Sign in first', 'Sign in, or send a valid API key.'),
});

const id = (tail: string) => `01890000-0000-7000-8000-00000000000${tail}`;
export const workspaces = [
  { id: id('1'), name: 'Montague & Sons', role: 'owner' },
  { id: id('2'), name: 'Capulet', role: 'viewer' },
];
const actions = [
  'people.read',
  'personal.read',
  'listen.read',
  'customers.read',
  'measure.read',
  'settings.read',
  'audit.read',
  'people.keys',
  'listen.import',
];

/** Juliet, owner of the first workspace and viewer of the second. */
export const signedIn: Answer = ({ workspace }) => {
  const here = workspaces.find((one) => one.id === workspace) ?? workspaces[0];
  return {
    body: {
      account: { userId: 'u1', email: 'juliet@example.com', name: 'Juliet Capello' },
      workspace: { id: here?.id, name: here?.name, createdAt: '2026-01-01T00:00:00Z' },
      employee: null,
      role: here?.role,
      actions,
      workspaces,
    },
  };
};
