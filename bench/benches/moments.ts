/** P15 and P5 of the desk: opening and handing over with every constraint on, a word of a customer on an open screen, an inbox of many. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { jsonb, sql, type Tx } from '#platform/postgres';
import { type Figure, paired, percentile, round, spreadOf } from '../figures.ts';
import { apiKey, type Lab, openLab } from '../lab.ts';

const turns = 1_000;
const words = 40;
const openMost = 20_000;
const seedAtOnce = 10_000;
/** The reason that stands beside an owner: as short as routing's own. */
const why = jsonb({ rule: 'bench', sentence: 'The bench opened it.' });

export async function benchMoments({ events, pairs }: { events: number; pairs: number }): Promise<Figure[]> {
  const lab = await openLab();
  try {
    const queueId = await queueOf(lab);
    return [...(await turning(lab, queueId, pairs)), ...(await heard(lab)), ...(await inbox(lab, queueId, events))];
  } finally {
    await lab.close();
  }
}

async function queueOf({ url }: Lab): Promise<string> {
  const answer = await fetch(`${url}/api/moments/queues`, { headers: { authorization: `Bearer ${apiKey}` } });
  const { items } = (await answer.json()) as { items: { id: string }[] };
  return items[0]?.id ?? '';
}

/** One statement a transaction, one after the other on one connection; beside it a bare row in a table without any constraint. */
async function turning(lab: Lab, queueId: string, pairs: number): Promise<Figure[]> {
  const { system, owner, workspaceId } = lab;
  await owner.inSystem(async (tx) => {
    await tx.run(sql`create table if not exists platform.bench_row (workspace_id uuid not null, id uuid not null, words text)`);
    await tx.run(sql`grant insert on platform.bench_row to public`);
  });
  const each = async (act: (tx: Tx, n: number) => Promise<unknown>) => {
    const began = performance.now();
    for (let n = 0; n < turns; n += 1) await system.db.inWorkspace(workspaceId, (tx) => act(tx, n));
    return turns / ((performance.now() - began) / 1_000);
  };
  let no = 1_000_000;
  const opened: string[] = [];
  const open = () =>
    each(async (tx) => {
      const id = randomUUID();
      no += 1;
      opened.push(id);
      await tx.run(sql`
        with instant as materialized (select clock_timestamp() as at), opened as (
          insert into moments.moment (workspace_id, id, no, kind, title, open_during, owner_queue, owned_since, attended_at, queue_id, opened_by)
          select ${workspaceId}, ${id}, ${no}, 'bench', 'Bench', tstzrange(at, null), ${queueId}, at, at, ${queueId}, ${why} from instant)
        insert into moments.ownership (workspace_id, moment_id, during, epoch, queue_id, reason, by_name)
        select ${workspaceId}, ${id}, tstzrange(at, null), 1, ${queueId}, ${why}, 'Bench' from instant`);
    });
  let at = 0;
  const move = () =>
    each(async (tx) => {
      const id = opened[at % opened.length];
      at += 1;
      await tx.run(sql`
        select moments.move(${workspaceId}, ${id}, (select epoch from moments.moment where workspace_id = ${workspaceId} and id = ${id}),
                            null, ${queueId}, ${why}, 'Bench')`);
    });
  const bare = () => each((tx) => tx.run(sql`insert into platform.bench_row values (${workspaceId}, ${randomUUID()}, 'Bench')`));
  const figures: Figure[] = [];
  for (const [what, act] of [
    ['open a moment', open],
    ['hand one over', move],
  ] as const) {
    const found = await paired(Math.min(pairs, 3), act, bare);
    const ours = spreadOf(found.map((pair) => pair.ours));
    const ratio = spreadOf(found.map((pair) => pair.ours / pair.theirs));
    figures.push({
      ...{ goal: 'P15', what: `${what}, one connection`, value: round(ours.median, 0), unit: '/s', wanted: '≥ 1000' },
      met: ours.median >= 1_000,
      beside: `${round(ratio.median)} of a bare row (${round(spreadOf(found.map((pair) => pair.theirs)).median, 0)}/s)`,
    });
  }
  return figures;
}

/** From a visitor's request to the entry on a screen that has the moment open, at rest. */
async function heard({ url }: Lab): Promise<Figure[]> {
  const ask = async (path: string, method: string, headers: Record<string, string>, body?: unknown) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Record<string, never>;
  };
  const key = { authorization: `Bearer ${apiKey}` };
  const made = (await ask('/api/listen/channels/chats', 'POST', key, { name: 'Bench' })) as unknown as {
    channel: { publicKey: string };
  };
  const { token } = (await ask(`/chat/v1/${made.channel.publicKey}/sessions`, 'POST', {}, {})) as unknown as { token: string };
  const visitor = { authorization: `Bearer ${token}` };
  await ask('/chat/v1/messages', 'POST', visitor, { clientId: 'first-words', text: 'Is anybody there?' });
  const { items } = (await ask('/api/moments?limit=1', 'GET', key)) as unknown as { items: { id: string }[] };
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/realtime`, { headers: key });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  let seen: (text: string) => void = () => {};
  socket.on('message', (frame) => {
    const { message } = JSON.parse(String(frame)) as { message?: { text?: string } };
    if (message?.text) seen(message.text);
  });
  socket.send(JSON.stringify({ type: 'subscribe', id: 'bench', topic: 'moments.entries', key: items[0]?.id }));
  await sleep(300);
  const lags: number[] = [];
  for (let n = 0; n < words; n += 1) {
    const text = `word ${n}`;
    const arrived = new Promise<number>((resolve) => {
      seen = (said) => said === text && resolve(performance.now());
    });
    const began = performance.now();
    void ask('/chat/v1/messages', 'POST', visitor, { clientId: `bench-word-${n}`, text });
    lags.push((await arrived) - began);
    // As fast as one visitor may speak.
    await sleep(1_000);
  }
  socket.close();
  const sorted = lags.sort((a, b) => a - b);
  const [p50, p99] = [percentile(sorted, 50), percentile(sorted, 99)];
  return [
    {
      ...{
        goal: 'P5',
        what: "a customer's word on the owner's screen, at rest, p99",
        value: round(p99, 0),
        unit: 'ms',
        wanted: '≤ 50',
      },
      met: p99 <= 50,
      beside: `${sorted.length} words, p50 ${round(p50, 0)} ms`,
    },
  ];
}

/** A page of the inbox with many settled moments behind the open ones; beside it the same with few. */
async function inbox(lab: Lab, queueId: string, many: number): Promise<Figure[]> {
  const page = async () => {
    const lags: number[] = [];
    for (let n = 0; n < 50; n += 1) {
      const began = performance.now();
      const answer = await fetch(`${lab.url}/api/moments?view=queue&limit=50`, {
        headers: { authorization: `Bearer ${apiKey}` },
      });
      if (!answer.ok) throw new Error(`the inbox answered ${answer.status}: ${await answer.text()}`);
      await answer.text();
      lags.push(performance.now() - began);
    }
    return lags.sort((a, b) => a - b);
  };
  const few = await page();
  await seed(lab, queueId, many);
  const full = await page();
  const ratio = percentile(full, 50) / percentile(few, 50);
  return [
    {
      ...{
        goal: 'inbox',
        what: `a page of the inbox with ${many} moments, p50 ÷ with few`,
        value: round(ratio),
        unit: '×',
        wanted: '≤ 1.5',
      },
      met: ratio <= 1.5,
      beside: `p50 ${round(percentile(full, 50), 1)} ms, p99 ${round(percentile(full, 99), 1)} ms; with few ${round(percentile(few, 50), 1)} ms`,
    },
  ];
}

async function seed({ system, workspaceId }: Lab, queueId: string, many: number): Promise<void> {
  for (let from = 0; from < many; from += seedAtOnce) {
    const count = Math.min(seedAtOnce, many - from);
    const open = many - from <= openMost;
    await system.db.inWorkspace(
      workspaceId,
      async (tx) => {
        await tx.run(sql`
          with made as materialized (
            select gen_random_uuid() as id, 2000000 + ${from}::bigint + n as no, now() - make_interval(secs => (${many} - n)::float8) as at
              from generate_series(1, ${count}::bigint) n),
          opened as (
            insert into moments.moment (workspace_id, id, no, kind, title, state, open_during, owner_queue, owned_since, attended_at, queue_id,
                                        opened_by, resolved_at, updated_at)
            select ${workspaceId}, id, no, 'bench', 'Bench', ${open ? 'open' : 'resolved'},
                   tstzrange(at, ${open ? sql`null` : sql`at + interval '1 second'`}), ${queueId}, at, at, ${queueId}, ${why}, null, at
              from made)
          insert into moments.ownership (workspace_id, moment_id, during, epoch, queue_id, reason, by_name)
          select ${workspaceId}, id, tstzrange(at, ${open ? sql`null` : sql`at + interval '1 second'`}), 1, ${queueId}, ${why}, 'Bench' from made`);
      },
      { timeoutMs: 120_000 },
    );
  }
}
