/**
 * Real conversations through the real protocol, while agents come and go, sessions end, an employee is deactivated and the
 * server is killed: nothing that was acknowledged is lost or doubled, and at no look is a moment without an able owner.
 * Conversations: STAR (RasaHQ), when VERONA_DATASETS names them; without them, made up ones, said so.
 * `VERONA_CARE_SECONDS=600` for the long version, `VERONA_CARE_SEED=…` for the same again.
 */
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { datasetPath } from '../../platform/testing/datasets.ts';
import { eventually, startVerona } from '../../platform/testing/server.ts';
import { type Care, type Colleague, openCare, type Visitor } from '../support/care.ts';

const seconds = Number(process.env.VERONA_CARE_SECONDS ?? 25);
const seed = Number(process.env.VERONA_CARE_SEED ?? randomInt(1, 2 ** 31));
const visitorsAtOnce = 6;
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
  const env = { VERONA_PRESENCE_GRACE_S: '4' };
  const care = await openCare({ env });
  const { dataDir } = care.verona;
  try {
    const agents: Colleague[] = [];
    for (const name of ['Bob', 'Eve', 'Finn', 'Gil', 'Hana']) agents.push(await care.hire(`${name} Agent`));
    for (const agent of agents) await agent.present('online');
    const until = Date.now() + seconds * 1000;
    const working = () => Date.now() < until;
    const acknowledged = new Map<Visitor, string[]>();
    let looks = 0;
    const breaches: unknown[] = [];
    let answers = 0;
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
    const answering = async (agent: Colleague) => {
      for (let n = 0; working(); n += 1) {
        await sleep(100 + random() * 200);
        try {
          const roll = random();
          if (roll < 0.05) await agent.ask('PUT', '/api/people/me/availability', { presence: 'offline' });
          else if (roll < 0.3) await agent.ask('PUT', '/api/people/me/availability', { presence: 'online' });
          const { body } = await agent.ask('GET', '/api/moments?view=mine&limit=20');
          const [moment] = body?.items ?? [];
          if (!moment) continue;
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
    await Promise.all([...Array.from({ length: visitorsAtOnce }, visiting), ...agents.map(answering), looking(), harming()]);

    let lines = 0;
    for (const [visitor, said] of acknowledged) {
      const { items } = await visitor.lines();
      expect(items.map(({ seq }: { seq: number }) => seq)).toEqual(items.map((_line: unknown, at: number) => at + 1));
      const own = items.filter(({ author }: { author: string }) => author === 'visitor');
      expect(own.slice(0, said.length).map(({ text }: { text: string }) => text)).toEqual(said);
      lines += said.length;
    }
    const { items: moments } = await care.owner.api('GET', '/api/moments?limit=200');
    for (const { id } of moments.slice(0, 50)) {
      const { gaps, inQueueMs, withPeopleMs, openMs } = await care.owner.api('GET', `/api/moments/${id}/band`);
      expect(gaps).toEqual([]);
      expect(inQueueMs + withPeopleMs).toBe(openMs);
    }
    const final = await care.owner.api('GET', '/api/moments/ownership/audit');
    console.log(
      `seed ${seed}: ${lines} lines of ${acknowledged.size} customers acknowledged, all there once; ${answers} answers; ` +
        `${looks} looks, ${breaches.length} breaches; killed and back: ${killed}`,
    );
    expect(breaches).toEqual([]);
    expect(final.breaches).toEqual([]);
    expect(killed).toBe(true);
    expect(lines).toBeGreaterThan(seconds);
    expect(answers).toBeGreaterThan(seconds / 5);
  } finally {
    await close(care, dataDir);
  }
});

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
