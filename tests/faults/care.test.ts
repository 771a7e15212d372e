/**
 * Real conversations by chat and by mail, through the real protocols, while agents hand over, come and go, sessions end, an
 * employee is deactivated and the server is killed: nothing that was acknowledged is lost or doubled, a mail conversation stays
 * one moment, at no look is a moment without an able owner, and every clock says why it stands as it does.
 * Conversations: STAR (RasaHQ), when VERONA_DATASETS names them; without them, made up ones, said so.
 * `VERONA_CARE_SECONDS=600` for the long version, `VERONA_CARE_SEED=…` for the same again.
 */
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { createTransport } from 'nodemailer';
import { expect, test } from 'vitest';
import { datasetPath } from '../../platform/testing/datasets.ts';
import { freePort } from '../../platform/testing/ports.ts';
import { eventually, startVerona } from '../../platform/testing/server.ts';
import { type Care, type Colleague, openCare, type Visitor } from '../support/care.ts';

const seconds = Number(process.env.VERONA_CARE_SECONDS ?? 25);
const seed = Number(process.env.VERONA_CARE_SEED ?? randomInt(1, 2 ** 31));
const visitorsAtOnce = 5;
const writersAtOnce = 2;
const words = dialogues();

/** What the customer says in each conversation, in order. */
function dialogues(): string[][] {
  const file = datasetPath('conversations/star_dialogues.ndjson.gz');
  if (!file) return Array.from({ length: 50 }, (_, n) => [`Made-up question ${n}`, 'Are you sure?', 'Thank you.']);
  const lines = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n').slice(0, 500);
  return lines
    .map((line) => JSON.parse(line) as { Events: { Agent: string; Action: string; Text?: string }[] })
    .map(({ Events }) =>
      Events.flatMap(({ Agent, Action, Text }) => (Agent === 'User' && Action === 'utter' && Text ? [Text] : [])),
    )
    .filter((said) => said.length > 1);
}

/** Mulberry32. */
function randomOf(state: number): () => number {
  let a = state;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

test('care goes on through comings, goings and a kill: nothing lost, nothing unowned', {
  timeout: (seconds + 180) * 1000,
}, async () => {
  const random = randomOf(seed);
  const smtpPort = await freePort();
  const env = { VERONA_PRESENCE_GRACE_S: '4', VERONA_SMTP_PORT: String(smtpPort) };
  const care = await openCare({ env });
  const { dataDir } = care.verona;
  await care.owner.api('POST', '/api/listen/channels/mailboxes', {
    name: 'Help',
    address: 'help@casa.example',
    displayName: 'Help',
  });
  const post = await openPost(smtpPort, join(dataDir, 'outbox'));
  try {
    const agents: Colleague[] = [];
    for (const name of ['Bob', 'Eve', 'Finn', 'Gil', 'Hana']) agents.push(await care.hire(`${name} Agent`));
    for (const agent of agents) await agent.present('online');
    const until = Date.now() + seconds * 1000;
    const working = () => Date.now() < until;
    const acknowledged = new Map<Visitor, string[]>();
    const mailed = new Map<string, string[]>();
    let looks = 0;
    const breaches: unknown[] = [];
    let answers = 0;
    let handedOver = 0;
    let killed = false;

    const visiting = async () => {
      while (working()) {
        const visitor = await patiently(() => care.visitor());
        const said: string[] = [];
        acknowledged.set(visitor, said);
        for (const [n, line] of (words[Math.floor(random() * words.length)] ?? []).entries()) {
          if (!working()) return;
          // Sent again under its own id until it is acknowledged, as the widget does.
          await patiently(async () => {
            const { status } = await visitor.say(line, `client-line-${n}`);
            if (status !== 200) throw new Error(`not yet: ${status}`);
          });
          said.push(line.trim());
          await sleep(50 + random() * 400);
        }
      }
    };
    const writing = async (writer: number) => {
      for (let round = 0; working(); round += 1) {
        const from = `customer-${writer}-${round}@shop.example`;
        const said: string[] = [];
        mailed.set(from, said);
        let answer: Answer | undefined;
        for (const [n, line] of (words[Math.floor(random() * words.length)] ?? []).entries()) {
          if (!working()) return;
          // Whoever is not answered goes no further; whoever is goes on where the answer says.
          if (n > 0) answer = await post.answered(from, answer, working);
          if (n > 0 && answer === undefined) break;
          const text = `${line} (${writer}/${round}/${n})`;
          await patiently(() => post.send({ from, text, messageId: `<${seed}.${writer}.${round}.${n}@shop.example>`, answer }));
          said.push(text);
        }
      }
    };
    const answering = async (agent: Colleague) => {
      for (let n = 0; working(); n += 1) {
        await sleep(100 + random() * 200);
        try {
          const roll = random();
          if (roll < 0.05) await agent.ask('PUT', '/api/people/me/availability', { presence: 'offline' });
          else if (roll < 0.3) await agent.ask('PUT', '/api/people/me/availability', { presence: 'online' });
          const { body: offered } = await agent.ask('GET', '/api/moments?view=offered&limit=5');
          for (const { id, offer } of offered?.items ?? []) {
            const accepted = await agent.ask('POST', `/api/moments/${id}/offers/${offer?.id}/accept`, {});
            if (accepted.status === 200) handedOver += 1;
          }
          const { body } = await agent.ask('GET', '/api/moments?view=mine&limit=20');
          const [moment] = body?.items ?? [];
          if (!moment) continue;
          const colleague = agents[Math.floor(random() * agents.length)];
          if (roll > 0.9 && colleague && colleague !== agent) {
            const to = { epoch: moment.epoch, to: colleague.id, note: 'You know this better', withinSeconds: 5 };
            await agent.ask('POST', `/api/moments/${moment.id}/offers`, to);
            continue;
          }
          const answer = { epoch: moment.epoch, clientId: `answer-${n}-${agent.id}`, text: `Answer ${n}` };
          const afterwards = random() < 0.3 ? 'resolve' : 'wait';
          const reply = await agent.ask('POST', `/api/moments/${moment.id}/replies`, { ...answer, afterwards });
          if (reply.status === 201) answers += 1;
        } catch {
          // The server is away for a moment; an agent tries again.
        }
      }
    };
    const looking = async () => {
      while (working()) {
        try {
          const { status, body } = await care.owner.ask('GET', '/api/moments/ownership/audit');
          if (status === 200) {
            looks += 1;
            breaches.push(...body.breaches);
          }
        } catch {
          // Away: the next look comes.
        }
        await sleep(1_000);
      }
    };
    const harming = async () => {
      await sleep(seconds * 250);
      // A session dies without a word; another is deactivated in the middle of work.
      const [gone, cut] = [agents.pop(), agents.pop()] as [Colleague, Colleague];
      gone.ask = async () => ({ status: 401, body: {} });
      await patiently(() => care.owner.api('POST', `/api/people/employees/${cut.id}/deactivate`));
      await sleep(seconds * 250);
      care.verona.process.kill('SIGKILL');
      await new Promise((resolve) => care.verona.process.once('exit', resolve));
      care.moved(await startVerona({ dataDir, env: { ...env, PORT: new URL(care.verona.url).port } }));
      killed = true;
      await eventually(async () => (await care.owner.ask('GET', '/api/moments/counts')).status === 200, 20_000);
    };
    await Promise.all([
      ...Array.from({ length: visitorsAtOnce }, visiting),
      ...Array.from({ length: writersAtOnce }, (_, writer) => writing(writer)),
      ...agents.map(answering),
      looking(),
      harming(),
    ]);

    let lines = 0;
    for (const [visitor, said] of acknowledged) {
      const { items } = await visitor.lines();
      expect(items.map(({ seq }: { seq: number }) => seq)).toEqual(items.map((_line: unknown, at: number) => at + 1));
      const own = items.filter(({ author }: { author: string }) => author === 'visitor');
      expect(own.slice(0, said.length).map(({ text }: { text: string }) => text)).toEqual(said);
      lines += said.length;
    }
    const moments = await everyMoment(care.owner);
    const momentsOfLine = new Map<string, string[]>();
    let clocks = 0;
    for (const { id, channelKind } of moments) {
      const { gaps, inQueueMs, withPeopleMs, openMs } = await care.owner.api('GET', `/api/moments/${id}/band`);
      expect(gaps).toEqual([]);
      expect(inQueueMs + withPeopleMs).toBe(openMs);
      clocks += await explained(care.owner, id);
      if (channelKind !== 'email') continue;
      const { items } = await care.owner.api('GET', `/api/moments/${id}/entries?limit=200`);
      for (const { kind, text } of items) if (kind === 'in') momentsOfLine.set(text, [...(momentsOfLine.get(text) ?? []), id]);
    }
    let mails = 0;
    for (const said of mailed.values()) {
      // Each line once, and all of one conversation in one moment.
      const homes = said.map((text) => momentsOfLine.get(text) ?? []);
      expect(homes.map((ids) => ids.length)).toEqual(said.map(() => 1));
      expect(new Set(homes.flat()).size).toBeLessThanOrEqual(1);
      mails += said.length;
    }
    const final = await care.owner.api('GET', '/api/moments/ownership/audit');
    console.log(
      `seed ${seed}: ${lines} lines of ${acknowledged.size} visitors and ${mails} mails of ${mailed.size} writers acknowledged, all ` +
        `there once; ${moments.length} moments, ${clocks} clocks explained; ${answers} answers, ${handedOver} handed over; ` +
        `${looks} looks, ${breaches.length} breaches; killed and back: ${killed}`,
    );
    expect(breaches).toEqual([]);
    expect(final.breaches).toEqual([]);
    expect(killed).toBe(true);
    expect(lines).toBeGreaterThan(seconds);
    expect(mails).toBeGreaterThan(0);
    expect(clocks).toBeGreaterThan(moments.length);
    expect(answers).toBeGreaterThan(seconds / 5);
  } finally {
    post.close();
    await close(care, dataDir);
  }
});

interface Answer {
  messageId: string;
  replyTo: string;
}

/** The customers' post office: brings mail to the receiver, and reads what the company sent. */
async function openPost(port: number, outbox: string) {
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  const read = new Set<string>();
  const answers = new Map<string, Answer>();
  const look = async () => {
    for (const name of await readdir(outbox).catch(() => [])) {
      if (!name.endsWith('.eml') || read.has(name)) continue;
      read.add(name);
      const raw = await readFile(join(outbox, name), 'utf8');
      const head = (field: string) => new RegExp(`^${field}:\\s*(.*)$`, 'mi').exec(raw)?.[1]?.trim() ?? '';
      const to = /[\w.-]+@shop\.example/.exec(head('To'))?.[0];
      if (to) answers.set(to, { messageId: head('Message-ID'), replyTo: head('Reply-To') });
    }
  };
  return {
    async send({ from, text, messageId, answer }: { from: string; text: string; messageId: string; answer: Answer | undefined }) {
      const thread = answer ? { inReplyTo: answer.messageId, references: answer.messageId } : {};
      const to = answer?.replyTo ?? 'help@casa.example';
      await transport.sendMail({ from, to, subject: answer ? 'Re: A question' : 'A question', text, messageId, ...thread });
    },
    /** A newer answer than the one before; undefined when none comes for a while. */
    async answered(from: string, before: Answer | undefined, working: () => boolean): Promise<Answer | undefined> {
      for (let tries = 0; tries < 50 && working(); tries += 1) {
        await look();
        const newest = answers.get(from);
        if (newest && newest.messageId !== before?.messageId) return newest;
        await sleep(200);
      }
      return undefined;
    },
    close: () => transport.close(),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely; contracts are checked where they are bound.
async function everyMoment(owner: Colleague): Promise<any[]> {
  const all = [];
  for (let after = ''; ; ) {
    const { items, next } = await owner.api('GET', `/api/moments?limit=200${after && `&after=${encodeURIComponent(after)}`}`);
    all.push(...items);
    if (next === null) return all;
    after = next;
  }
}

/** Every clock of a moment says why, and what the customer felt is the sum of who held it. Answers how many clocks. */
async function explained(owner: Colleague, id: string): Promise<number> {
  const { clause, clocks, felt } = await owner.api('GET', `/api/moments/${id}/clocks`);
  expect(clause).not.toBeNull();
  for (const { state, why } of clocks) expect([state, why.code]).toEqual([state, state]);
  if (felt) expect(felt.holds.reduce((sum: number, { ms }: { ms: number }) => sum + ms, 0)).toBe(felt.totalMs);
  return clocks.length;
}

/** Until it goes through: the server may be away. */
async function patiently<T>(act: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await act();
    } catch (error) {
      if (tries > 150) throw error;
      await sleep(200);
    }
  }
}

async function close(care: Care, dataDir: string): Promise<void> {
  const { rm } = await import('node:fs/promises');
  await care.close();
  await rm(dataDir, { recursive: true, force: true });
}
