/** Two companies in one system, furnished with words that must never meet, and everybody who may call. */

import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readConfig } from '#platform/config';
import { createLog } from '#platform/log';
import { type System, startSystem } from '#server';
import { newDataFolder } from '../../platform/testing/data-folder.ts';
import { eventually } from '../../platform/testing/server.ts';
import { basicAuth } from './intake.ts';

export const roles = ['owner', 'admin', 'analyst', 'agent', 'developer', 'viewer', 'guest'] as const;
export type Role = (typeof roles)[number];

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely; contracts are checked where they are bound.
  body: any;
}

/** Whatever proves who is calling. */
export type Credentials = Record<string, string>;

export interface World {
  system: System;
  url: string;
  /** Calls as somebody; every call comes from an address of its own, so that no limit on guesses is met. */
  ask(who: Credentials, method: string, path: string, body?: unknown): Promise<Answer>;
  /** The log of the whole system so far. */
  log(): string;
  dataDir: string;
  a: Side;
  b: Side;
  /** One more employee, signed in. */
  another(side: 'a' | 'b', role: Role): Promise<{ cookie: string; employeeId: string }>;
  close(): Promise<void>;
}

/** One company: what stands in it, every text of it marked with the company's canary. */
export interface Side {
  /** In every text somebody wrote; matched without regard to case. */
  canary: string;
  workspaceId: string;
  /** Signed in, by role, with the workspace named. */
  people: Record<Role, Credentials & { cookie: string }>;
  employeeIds: Record<Role, string>;
  /** Calls as the owner; throws on anything but 2xx. */
  // biome-ignore lint/suspicious/noExplicitAny: as for answers.
  api(method: string, path: string, body?: unknown): Promise<any>;
  /** A fresh mark: no two texts are alike. */
  word(what: string): string;
  email(): string;
  writeKey: string;
  /** Ids of what was put there. */
  ids: Record<
    | 'department'
    | 'team'
    | 'employee'
    | 'source'
    | 'webhook'
    | 'endpoint'
    | 'delivery'
    | 'file'
    | 'attachment'
    | 'moment'
    | 'entry'
    | 'import'
    | 'person'
    | 'erased'
    | 'erasure'
    | 'segment'
    | 'parked'
    | 'space'
    | 'article'
    | 'doomed',
    string
  >;
  /** Name of an event that was heard. */
  event: string;
  /** Sends one event and answers the id of the customer it made. */
  newPerson(): Promise<string>;
  /** Sends an event that has to be kept aside. */
  park(): Promise<unknown>;
  /** An address that answers whoever calls it. */
  ear: string;
}

const password = 'four-unrelated-plum-harbour';
const counter = () => {
  let count = 0;
  return () => {
    count += 1;
    return count;
  };
};
const addresses = counter();
const nextAddress = () => {
  const no = addresses();
  return `10.${(no >> 16) & 255}.${(no >> 8) & 255}.${no & 255}`;
};

export async function openWorld(): Promise<World> {
  const dataDir = await newDataFolder();
  const listener = createServer((_request, answer) => answer.end('heard'));
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const earPort = (listener.address() as AddressInfo).port;
  const lines: string[] = [];
  const config = readConfig(
    {
      PORT: '0',
      VERONA_HOST: '127.0.0.1',
      VERONA_DATA: dataDir,
      VERONA_TRUSTED_PROXIES: '127.0.0.1',
      VERONA_OUTBOUND_ALLOW: `127.0.0.1:${earPort}`,
      VERONA_BOOTSTRAP_ADMIN: `ada@casa.example:${password}`,
    },
    dataDir,
  );
  const system = await startSystem(
    config,
    createLog({ level: 'debug', destination: { write: (line) => void lines.push(line) } }),
  );
  const url = `http://127.0.0.1:${system.port}`;

  const ask: World['ask'] = async (who, method, path, body) => {
    const bytes = body instanceof Uint8Array;
    const answer = await fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        origin: url,
        'x-forwarded-for': nextAddress(),
        ...(body !== undefined && { 'content-type': bytes ? 'application/octet-stream' : 'application/json' }),
        ...who,
      },
      ...(body !== undefined && { body: bytes ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const json = /json/.test(answer.headers.get('content-type') ?? '') && text !== '';
    return { status: answer.status, headers: answer.headers, text, body: json ? JSON.parse(text) : text };
  };
  const signIn = async (email: string) => {
    const answer = await ask({}, 'POST', '/api/auth/sign-in/email', { email, password });
    const cookie = answer.headers.getSetCookie().map((line) => line.split(';')[0]);
    if (answer.status !== 200 || cookie.length === 0) throw new Error(`sign-in as ${email}: ${answer.status} ${answer.text}`);
    return { cookie: cookie.join('; ') };
  };
  const expectOk = (answer: Answer, what: string) => {
    if (answer.status >= 300) throw new Error(`${what}: ${answer.status} ${answer.text}`);
    return answer.body;
  };
  const hire = async (owner: Credentials, role: Role, name: string, email: string) => {
    const invited = expectOk(await ask(owner, 'POST', '/api/people/invitations', { email, role, name }), `invite ${email}`);
    const token = String(invited.link).split('#')[1];
    const joined = await ask({}, 'POST', '/api/people/invitations/accept', { token, name, password });
    return { employeeId: String(expectOk(joined, `accept ${email}`).employeeId), ...(await signIn(email)) };
  };

  const ada = await signIn('ada@casa.example');
  const first = expectOk(await ask(ada, 'GET', '/api/people/me'), 'me');
  const second = expectOk(await ask(ada, 'POST', '/api/people/workspaces', { name: 'Second' }), 'second workspace');

  async function sideOf(letter: 'a' | 'b', workspaceId: string): Promise<Side> {
    const canary = `canary-${letter}`;
    const count = counter();
    const word = (what: string) => `Canary-${letter.toUpperCase()} ${what} ${count()}`;
    const email = () => `${canary}.${count()}@casa.example`;
    const founder = { ...ada, 'verona-workspace': workspaceId };
    const people = {} as Side['people'];
    const employeeIds = {} as Side['employeeIds'];
    for (const role of roles) {
      const { employeeId, cookie } = await hire(founder, role, word(role), email());
      people[role] = { cookie, 'verona-workspace': workspaceId };
      employeeIds[role] = employeeId;
    }
    const api: Side['api'] = async (method, path, body) =>
      expectOk(await ask(people.owner, method, path, body), `${method} ${path}`);
    // The founder belongs to both; from here on nobody does.
    const { items } = await api('GET', '/api/people/employees?search=ada@casa.example');
    if (letter === 'b') await api('POST', `/api/people/employees/${items[0].id}/deactivate`, undefined);
    await api('PATCH', '/api/people/workspace', { name: word('company') });
    return furnish({ canary, workspaceId, people, employeeIds, api, word, email });
  }

  async function furnish(bare: Omit<Side, 'ids' | 'event' | 'writeKey' | 'newPerson' | 'park' | 'ear'>): Promise<Side> {
    const { api, word, email, people } = bare;
    const department = (await api('POST', '/api/people/departments', { name: word('department') })).id;
    const employee = await api('POST', '/api/people/employees', {
      name: word('employee'),
      email: email(),
      title: word('title'),
      departmentId: department,
    });
    const team = (await api('POST', '/api/people/teams', { name: word('team'), leadId: employee.id })).id;
    await api('POST', '/api/people/api-keys', { name: word('key'), role: 'viewer' });
    await api('POST', '/api/people/invitations', { email: email(), role: 'viewer', name: word('invited') });
    const made = await api('POST', '/api/listen/sources', { name: word('source'), kind: 'server' });
    const { writeKey } = made.secrets;
    const send = async (...batch: unknown[]) =>
      expectOk(await ask({ authorization: basicAuth(writeKey) }, 'POST', '/v1/batch', { batch }), 'send');
    const newPerson: Side['newPerson'] = async () => {
      const userId = word('user');
      const traits = { email: email(), name: word('person'), note: word('note') };
      await send({
        type: 'identify',
        userId,
        anonymousId: word('visitor'),
        traits,
        context: { consent: { categoryPreferences: { ads: true } } },
      });
      return eventually(async () => {
        const answer = await ask(people.owner, 'GET', `/api/customers/people/${encodeURIComponent(`user_id:${userId}`)}`);
        return answer.status === 200 && (answer.body.id as string);
      }, 20_000);
    };
    const event = word('event');
    const properties = { [word('property')]: word('value'), price: 3 };
    await send(
      { type: 'track', event, userId: word('user'), messageId: word('message'), properties },
      { type: 'group', userId: word('user'), groupId: word('group'), traits: { name: word('organisation') } },
    );
    const park = () => send({ type: 'track', event, userId: { not: word('an id') }, messageId: word('message'), properties });
    await park();
    const ear = `http://127.0.0.1:${earPort}/${bare.canary}`;
    const webhook = await api('POST', '/api/listen/webhooks', {
      name: word('webhook'),
      verification: { scheme: 'none' },
      mapping: `verona: mapping/1\nname: webhook\ntitle: ${word('mapping')}\nemit:\n  - type: track\n    event: Hooked\n    anonymousId: '{{who}}'\n`,
    });
    await ask({}, 'POST', new URL(webhook.address).pathname, { who: word('hooked') });
    const { endpoint } = await api('POST', '/api/listen/endpoints', {
      url: ear,
      description: word('endpoint'),
      events: ['event.track:Never *'],
    });
    const delivery = await api('POST', `/api/listen/endpoints/${endpoint.id}/test`, {});
    const csv = new TextEncoder().encode(`who,what\n${word('imported')},${word('thing')}\n,nobody\n`);
    const bring = async () => {
      const brought = await api('POST', '/api/listen/import-files', { name: `${word('file')}.csv`, bytes: csv.length });
      await api('PUT', `/api/listen/import-files/${brought.id}/content?offset=0`, csv);
      return brought;
    };
    // The erasures take the file of a finished import with them; one that nobody imported yet stays.
    const [file, imported] = [await bring(), await bring()];
    const run = await api('POST', '/api/listen/imports', {
      fileId: imported.id,
      sourceId: made.source.id,
      mapping: mappingOf(word('import')),
    });
    const person = await newPerson();
    const erased = await newPerson();
    const erasure = await api('POST', `/api/customers/people/${erased}/erase`, { reason: word('reason'), confirm: erased });
    const segment = await api('POST', '/api/customers/segments', {
      name: word('segment'),
      description: word('description'),
      rule: ruleOf({ kind: 'trait', trait: word('trait'), test: { operator: 'equals', value: word('value') } }),
    });
    const attachment = await system.db.inWorkspace(bare.workspaceId, (tx) =>
      system.files.save(tx, bare.workspaceId, { name: word('attachment'), bytes: Buffer.from(word('attached')), origin: 'test' }),
    );
    const slug = word('space').toLowerCase().replaceAll(' ', '-');
    const space = await api('POST', '/api/knowledge/spaces', { slug, name: word('space'), audience: 'public' });
    const words = { spaceId: space.id, title: word('article'), summary: word('summary'), body: word('body') };
    const article = await api('POST', '/api/knowledge/articles', words);
    await api('POST', `/api/knowledge/articles/${article.id}/publish`, {});
    const moment = await api('POST', '/api/moments', { title: word('moment'), customer: person, note: word('note') });
    const said = await api('GET', `/api/moments/${moment.id}/entries`);
    const parked = await api('GET', '/api/listen/parked');
    // Reports and the catalogue know of it all before anybody asks.
    await eventually(async () => (await api('GET', `/api/listen/schema?search=${encodeURIComponent(event)}`)).items.length > 0);
    const ids = {
      department,
      team,
      employee: employee.id,
      source: made.source.id,
      webhook: webhook.webhook.id,
      endpoint: endpoint.id,
      delivery: delivery.id,
      file: file.id,
      attachment: attachment.id,
      moment: moment.id,
      entry: said.items[0].id,
      import: run.id,
      person,
      erased,
      erasure: erasure.id,
      segment: segment.id,
      parked: parked.items[0].id,
      space: space.id,
      article: article.id,
      doomed: person,
    };
    return { ...bare, ids, event, writeKey, newPerson, park, ear };
  }

  const b = await sideOf('b', second.workspace.id);
  const a = await sideOf('a', first.workspace.id);
  return {
    system,
    url,
    ask,
    log: () => lines.join(''),
    dataDir,
    a,
    b,
    another: (letter, role) => {
      const side = letter === 'a' ? a : b;
      return hire(side.people.owner, role, side.word(role), side.email());
    },
    async close() {
      await system.stop();
      listener.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export const ruleOf = (...rules: unknown[]) => ({ kind: 'group', match: 'all', rules });

export const mappingOf = (title: string) =>
  `verona: mapping/1\nname: mapping\ntitle: ${title}\nemit:\n  - type: track\n    event: Imported\n    anonymousId: '{{who}}'\n    properties:\n      what: '{{what}}'\n`;
