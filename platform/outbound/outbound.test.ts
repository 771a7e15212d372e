// E07–E10: a canary listens on every address of this machine; no form of its address may ever make it sing.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { gzipSync } from 'node:zlib';
import { Agent, getGlobalDispatcher, request, setGlobalDispatcher } from 'undici';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Refusal } from '#platform/contract';
import { hostileUrls, names } from './forms.ts';
import { createOutbound, type OutboundOptions, type OutboundRequest } from './index.ts';

const open: (() => unknown)[] = [];
afterAll(() => Promise.all(open.map((close) => close())));

const listening = (server: Server | ReturnType<typeof createTcpServer>, host: string) =>
  new Promise<number>((resolve) => {
    server.listen(0, host, () => resolve((server.address() as AddressInfo).port));
    open.push(() => server.close());
  });

// Counts connections, not requests: a handshake that fails was a hit all the same.
let hits = 0;
const canary = createTcpServer((socket) => {
  hits += 1;
  socket.on('error', () => {});
  socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 4\r\n\r\nsang');
});
const port = await listening(canary, '::').catch(() => listening(canary, '0.0.0.0'));
beforeEach(() => {
  hits = 0;
});

const ownAddresses = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .map(({ address }) => address);
const { near, far } = hostileUrls(port, ownAddresses);
const urls = [...near, ...far];

const resolveNames = async (host: string) => names[host] ?? [];

function outbound(options: Partial<OutboundOptions> = {}) {
  const made = createOutbound({ allow: [], resolve: resolveNames, ...options });
  open.push(() => made.close());
  return made;
}

/** The refusal's code, or what happened instead. */
async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    return `answered ${JSON.stringify(await work)}`;
  } catch (error) {
    return error instanceof Refusal ? error.kind.code : `threw ${error}`;
  }
}

async function site(listener: RequestListener): Promise<{ url: string; endpoint: string }> {
  const at = await listening(createServer(listener), '127.0.0.1');
  return { url: `http://127.0.0.1:${at}/`, endpoint: `127.0.0.1:${at}` };
}

const get = (url: string, more: Partial<OutboundRequest> = {}): OutboundRequest => ({
  method: 'GET',
  url,
  timeoutMs: 3000,
  ...more,
});

describe('E09: forms of inner addresses', () => {
  it('there are at least 300 different ones', () => expect(new Set(urls).size).toBeGreaterThanOrEqual(300));

  it('none is called, each is refused with a reason', async () => {
    const { send } = outbound();
    const answers = await Promise.all(urls.map(async (url) => [url, await codeOf(send(get(url)))] as const));
    const expected = ['outbound.url_refused', 'outbound.address_denied', 'outbound.name_unresolved'];
    expect(answers.filter(([, code]) => !expected.includes(code))).toEqual([]);
    expect(hits).toBe(0);
  });

  it('a client without the guard is caught by the same forms (the canary can sing)', async () => {
    const lookup: LookupFunction = (host, _options, done) =>
      done(
        null,
        (names[host] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    const careless = new Agent({ connect: { lookup, timeout: 500, rejectUnauthorized: false } });
    open.push(() => careless.destroy());
    const call = async (url: string) => request(url, { dispatcher: careless, signal: AbortSignal.timeout(2000) });
    await Promise.allSettled(near.map(call));
    expect(hits).toBeGreaterThan(100);
  });

  it('metadata is refused even when the operator allowed it', async () => {
    const { send } = outbound({
      allow: ['169.254.169.254:80', 'metadata.google.internal:80', '[fd00:ec2::254]:80', '100.100.100.200:80'],
    });
    for (const host of ['169.254.169.254', 'metadata.google.internal', '[fd00:ec2::254]', '0xa9fea9fe', '100.100.100.200']) {
      expect(await codeOf(send(get(`http://${host}/latest/meta-data/`)))).toBe('outbound.address_denied');
    }
  });

  it('an allowed host and port is called, its other ports and names are not', async () => {
    const { send } = outbound({ allow: [`127.0.0.1:${port}`, `hooks.attacker.test:${port}`] });
    expect((await send(get(`http://127.0.0.1:${port}/`))).body.toString()).toBe('sang');
    expect((await send(get(`http://0x7f.1:${port}/`))).status).toBe(200);
    expect((await send(get(`http://hooks.attacker.test:${port}/`))).status).toBe(200);
    expect(hits).toBe(3);
    expect(await codeOf(send(get(`http://127.0.0.1:${port + 1}/`)))).toBe('outbound.address_denied');
    expect(await codeOf(send(get(`http://localhost:${port}/`)))).toBe('outbound.address_denied');
    expect(hits).toBe(3);
  });

  it.each(['', 'localhost', 'http://localhost:80', '10.0.0.0/8', 'a b:80', 'user@host:80', 'host:80/path'])(
    'the allow list refuses to start with %j',
    (entry) => expect(() => createOutbound({ allow: [entry] })).toThrow('is not host:port'),
  );
});

describe('E07: the check is made at connect time, on every send', () => {
  it('a name that turns inside is refused, whatever it said before', async () => {
    const turns = [[], ['127.0.0.1'], ['::1'], ['93.184.216.34', '127.0.0.1']];
    const { send } = outbound({ resolve: async () => turns.shift() ?? ['127.0.0.1'] });
    const codes = [];
    for (let i = 0; i < 5; i += 1) codes.push(await codeOf(send(get(`http://hooks.test:${port}/`))));
    expect(codes).toEqual(['outbound.name_unresolved', ...Array(4).fill('outbound.address_denied')]);
    expect(hits).toBe(0);
  });

  it('the socket goes to the judged address: the name is asked once', async () => {
    const answers = [['127.0.0.1'], ['10.9.9.9']];
    const asked: string[] = [];
    const { send } = outbound({
      allow: [`hooks.test:${port}`],
      resolve: async (host) => {
        asked.push(host);
        return answers.shift() ?? [];
      },
    });
    expect((await send(get(`http://hooks.test:${port}/`))).body.toString()).toBe('sang');
    expect(asked).toEqual(['hooks.test']);
  });
});

describe('E08: redirects', () => {
  it.each([301, 302, 303, 307, 308])('%i is the reply, not a way inside', async (status) => {
    const { url, endpoint } = await site((_request, response) => {
      response.writeHead(status, { location: `http://127.0.0.1:${port}/` }).end();
    });
    const reply = await outbound({ allow: [endpoint] }).send(get(url));
    expect(reply).toMatchObject({ status, headers: { location: `http://127.0.0.1:${port}/` } });
    expect(hits).toBe(0);
  });
});

describe('E10: names that cannot be resolved', () => {
  it.each<[string, () => Promise<string[]>, string]>([
    ['an error', () => Promise.reject(new Error('SERVFAIL')), 'outbound.name_unresolved'],
    ['no address', async () => [], 'outbound.name_unresolved'],
    ['nonsense', async () => ['127.0.0.1\n', 'not an address'], 'outbound.address_denied'],
    ['silence', () => new Promise(() => {}), 'outbound.too_slow'],
  ])('%s fails closed', async (_what, resolve, code) => {
    const { send } = outbound({ resolve, allow: [`hooks.test:${port + 1}`] });
    expect(await codeOf(send(get(`http://hooks.test:${port}/`, { timeoutMs: 200 })))).toBe(code);
    expect(hits).toBe(0);
  });
});

describe('what is sent and read', () => {
  it('method, headers and body arrive; the reply comes back as it is', async () => {
    const { url, endpoint } = await site(async (incoming, response) => {
      const chunks = [];
      for await (const chunk of incoming) chunks.push(chunk);
      const { method, headers } = incoming;
      response.writeHead(202, { 'x-twice': ['a', 'b'], 'content-encoding': 'gzip' });
      response.end(
        gzipSync(
          JSON.stringify({ method, agent: headers['user-agent'], key: headers['x-key'], body: Buffer.concat(chunks).toString() }),
        ),
      );
    });
    const { status, headers, body } = await outbound({ allow: [endpoint] }).send(
      get(url, { method: 'POST', headers: { 'X-Key': 'k' }, body: Buffer.from('ünter') }),
    );
    expect({ status, twice: headers['x-twice'] }).toEqual({ status: 202, twice: 'a, b' });
    expect(body).toEqual(gzipSync(JSON.stringify({ method: 'POST', agent: 'Verona', key: 'k', body: 'ünter' })));
  });

  it.each([
    ['x-a', 'b\r\nhost: inner'],
    ['x-a\r\nhost', 'b'],
    ['x a', 'b'],
    ['x-a', 'b\u0000'],
    ['x-a', '\u010d\u010a'],
    ['Host', 'inner'],
    ['transfer-encoding', 'chunked'],
    ['Content-Length', '0'],
    ['connection', 'upgrade'],
  ])('the header %j: %j is refused', async (name, text) => {
    const { send } = outbound({ allow: [`127.0.0.1:${port}`] });
    expect(await codeOf(send(get(`http://127.0.0.1:${port}/`, { headers: { [name]: text } })))).toBe('outbound.header_refused');
    expect(hits).toBe(0);
  });

  it('time is capped: before the first byte and between the last ones', async () => {
    const silent = await site(() => {});
    const dripping = await site((_request, response) => {
      const drip = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(drip));
    });
    const { send } = outbound({ allow: [silent.endpoint, dripping.endpoint] });
    expect(await codeOf(send(get(silent.url, { timeoutMs: 200 })))).toBe('outbound.too_slow');
    expect(await codeOf(send(get(dripping.url, { timeoutMs: 200 })))).toBe('outbound.too_slow');
  });

  it('bytes are capped, and the rest is not read', async () => {
    let sent = 0;
    const endless = await site((_request, response) => {
      const pour = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536))) sent += 65_536;
      };
      response.on('drain', pour).on('error', () => {});
      pour();
    });
    const { send } = outbound({ allow: [endless.endpoint] });
    expect(await codeOf(send(get(endless.url, { maxBytes: 100_000 })))).toBe('outbound.reply_too_large');
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });

  it('the caller may give up', async () => {
    const silent = await site(() => {});
    const giveUp = new AbortController();
    const sent = outbound({ allow: [silent.endpoint] }).send(get(silent.url, { signal: giveUp.signal }));
    giveUp.abort(new Error('stopping'));
    await expect(sent).rejects.toThrow('stopping');
  });

  it('a closed port and a broken certificate are unreachable, without inner addresses in the reason', async () => {
    const { send } = outbound({ allow: [`127.0.0.1:1`, `127.0.0.1:${port}`] });
    await expect(send(get('http://127.0.0.1:1/'))).rejects.toThrow(/^The connection failed: ECONNREFUSED\.$/);
    expect(await codeOf(send(get(`https://127.0.0.1:${port}/`)))).toBe('outbound.unreachable');
  });
});

describe('guardFetch', () => {
  it('puts the fetch of libraries behind the guard, redirects included', async () => {
    const before = getGlobalDispatcher();
    const { url, endpoint } = await site((_request, response) => {
      response.writeHead(302, { location: `http://localhost:${port}/` }).end();
    });
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('sang');
    outbound({ allow: [endpoint] }).guardFetch();
    try {
      await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
      await expect(fetch(url)).rejects.toThrow();
      expect((await fetch(url, { redirect: 'manual' })).status).toBe(302);
      expect(hits).toBe(1);
    } finally {
      setGlobalDispatcher(before);
    }
  });
});
