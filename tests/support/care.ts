/** A company that cares for its customers: agents who are signed in, a chat on its site, visitors who write. */
import { randomUUID } from 'node:crypto';
import { startVerona, type Verona, type VeronaOptions } from '../../platform/testing/server.ts';

export interface Told {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely; contracts are checked where they are bound.
  body: any;
}

export interface Colleague {
  id: string;
  name: string;
  cookie: string;
  ask(method: string, path: string, body?: unknown): Promise<Told>;
  /** As `ask`; throws on anything but 2xx. */
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  api(method: string, path: string, body?: unknown): Promise<any>;
  present(presence: 'online' | 'away' | 'offline'): Promise<void>;
}

export interface Visitor {
  token: string;
  chatId: string;
  say(text: string, clientId?: string): Promise<Told>;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  lines(after?: number): Promise<any>;
}

export interface Care {
  verona: Verona;
  owner: Colleague;
  chatKey: string;
  identitySecret: string;
  hire(name: string, role?: string): Promise<Colleague>;
  visitor(about?: Record<string, unknown>): Promise<Visitor>;
  /** The same people after a restart on the same data: sessions outlive the process. */
  moved(verona: Verona): void;
  close(): Promise<void>;
}

const password = 'plum-harbour-lantern-42';

export async function openCare(options: VeronaOptions = {}): Promise<Care> {
  let verona = await startVerona(options);
  const call = async (headers: Record<string, string>, method: string, path: string, body?: unknown): Promise<Told> => {
    const { status, body: answer } = await verona.ask(method, path, { headers: { origin: verona.url, ...headers }, body });
    return { status, body: answer };
  };
  const ok = ({ status, body }: Told, what: string) => {
    if (status >= 300) throw new Error(`${what}: ${status} ${JSON.stringify(body).slice(0, 500)}`);
    return body;
  };
  const signIn = async (email: string, secret: string, id: string, name: string): Promise<Colleague> => {
    const answer = await fetch(`${verona.url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: verona.url },
      body: JSON.stringify({ email, password: secret }),
    });
    const cookie = answer.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    if (!answer.ok) throw new Error(`sign-in as ${email}: ${answer.status} ${await answer.text()}`);
    const ask: Colleague['ask'] = (method, path, body) => call({ cookie }, method, path, body);
    const api: Colleague['api'] = async (method, path, body) => ok(await ask(method, path, body), `${method} ${path}`);
    const present: Colleague['present'] = async (presence) => {
      await api('PUT', '/api/people/me/availability', { presence });
    };
    return { id, name, cookie, ask, api, present };
  };
  const key = { authorization: `Bearer ${verona.apiKey}` };
  const owner = await signIn(verona.admin.email, verona.admin.password, '', 'Ada');
  owner.id = (await owner.api('GET', '/api/people/me')).employee.id;
  const chat = ok(await call(key, 'POST', '/api/listen/channels/chats', { name: 'Site chat' }), 'chat');
  const chatKey = String(chat.channel.publicKey);

  return {
    get verona() {
      return verona;
    },
    owner,
    chatKey,
    identitySecret: String(chat.identitySecret),
    async hire(name, role = 'agent') {
      const email = `${name.toLowerCase().replace(/\W/g, '.')}.${randomUUID().slice(0, 6)}@casa.example`;
      const invited = await owner.api('POST', '/api/people/invitations', { email, name, role });
      const token = String(invited.link).split('#')[1];
      const joined = ok(await call({}, 'POST', '/api/people/invitations/accept', { token, name, password }), `accept ${email}`);
      return signIn(email, password, String(joined.employeeId), name);
    },
    async visitor(about = {}) {
      const session = ok(await call({}, 'POST', `/chat/v1/${chatKey}/sessions`, about), 'session');
      const bearer = { authorization: `Bearer ${session.token}` };
      return {
        token: session.token,
        chatId: session.chatId,
        say: (text, clientId = randomUUID()) => call(bearer, 'POST', '/chat/v1/messages', { clientId, text }),
        lines: async (after = 0) => ok(await call(bearer, 'GET', `/chat/v1/messages?after=${after}`), 'lines'),
      };
    },
    moved(other) {
      verona = other;
    },
    close: () => verona.close(),
  };
}
