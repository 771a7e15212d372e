/** P14: widgets with their chat open. What a socket costs, how fast a line reaches one of them, and news for all of them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sql } from '#platform/postgres';
import { type Figure, percentile, round, spreadOf } from '../figures.ts';
import { apiKey, type Lab, openLab } from '../lab.ts';

const sizes = [1_000, 10_000];
const lines = 200;
const rounds = 5;
const few = 10;

export async function benchChat(): Promise<Figure[]> {
  const lab = await openLab();
  try {
    const channelId = await seed(lab, Math.max(...sizes));
    // What happens once (code loaded, connections opened) is not the cost of a socket.
    await withVisitors(lab, few * 10, async () => undefined);
    const alone = await withVisitors(lab, few, (visitors) => fanOut(lab, channelId, few, visitors));
    const figures: Figure[] = [];
    for (const size of sizes) figures.push(...(await measure(lab, channelId, size, alone.result)));
    return figures;
  } finally {
    await lab.close();
  }
}

async function measure(lab: Lab, channelId: string, size: number, alone: number[]): Promise<Figure[]> {
  const { grown, result } = await withVisitors(lab, size, async (visitors) => ({
    reached: await fanOut(lab, channelId, size, visitors),
    news: await broadcast(lab, size, visitors),
  }));
  const { reached, news } = result;
  const each = round(Math.max(grown.resident, grown.used) / 1024, 1);
  const [p50, p99] = [percentile(reached, 50), percentile(reached, 99)];
  const [alone50, alone99] = [percentile(alone, 50), percentile(alone, 99)];
  const p99s = spreadOf(news.map((one) => one.p99));
  const held = spreadOf(news.map((one) => one.heldMs));
  const lost = news.reduce((sum, one) => sum + one.missing, 0);
  return [
    {
      ...{ goal: 'P14', what: `${size} sockets: memory each`, value: each, unit: 'KB', wanted: '≤ 10', met: each <= 10 },
      beside: `the larger of resident (${round(grown.resident / 1024, 1)}) and in use (${round(grown.used / 1024, 1)}), after collection`,
    },
    {
      ...{
        goal: 'P14',
        what: `${size} sockets: a line to one of them, p50`,
        value: round(p50 / alone50),
        unit: '×',
        wanted: '≤ 2',
        met: p50 <= 2 * alone50,
      },
      beside: `p50 ${round(p50, 1)} ms, p99 ${round(p99, 1)} ms; with ${few} open ${round(alone50, 1)} and ${round(alone99, 1)} ms`,
    },
    {
      ...{
        goal: 'P14',
        what: `${size} sockets: news for all, p99`,
        value: round(p99s.median, 0),
        unit: 'ms',
        wanted: '≤ 350',
        met: p99s.median <= 350,
      },
      beside: `${rounds} rounds, ${round(p99s.min, 0)} to ${round(p99s.max, 0)}; ${lost} not heard`,
    },
    {
      ...{
        goal: 'P14',
        what: `${size} sockets: other work held by that`,
        value: round(held.median, 1),
        unit: 'ms',
        wanted: '≤ 20',
        met: held.median <= 20,
      },
      beside: `longest turn of the loop, ${round(held.min, 1)} to ${round(held.max, 1)}`,
    },
  ];
}

/** Chats as if begun, of visitors whose tokens the other process knows. */
async function seed({ url, owner, workspaceId }: Lab, count: number): Promise<string> {
  const made = await fetch(`${url}/api/listen/channels/chats`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Bench' }),
  });
  const { channel } = (await made.json()) as { channel: { id: string } };
  await owner.inSystem((tx) =>
    tx.run(sql`
      insert into listen.chat (workspace_id, channel_id, token_hash, sender_no, sender_type, sender_value, verified)
      select ${workspaceId}, ${channel.id}, sha256(convert_to('vct_visitor-of-the-bench-' || n, 'utf8')), n,
             'anonymous_id', 'bench-visitor-' || n, false
        from generate_series(1, ${count}::bigint) n`),
  );
  return channel.id;
}

interface Visitors {
  /** Waits for so many frames; when each came. */
  hear(count: number): Promise<number[]>;
}

/** Opens so many sockets, and closes them afterwards. */
async function withVisitors<T>({ url, system }: Lab, count: number, act: (visitors: Visitors) => Promise<T>) {
  const before = await restingMemory();
  const program = fileURLToPath(new URL('../visitors.ts', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', program, url, String(count)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await answers.next()).value as string);
  await next();
  const after = await restingMemory();
  const grown = { resident: (after.resident - before.resident) / count, used: (after.used - before.used) / count };
  const visitors: Visitors = {
    async hear(frames) {
      child.stdin?.write(`${JSON.stringify({ await: frames })}\n`);
      return (await next()) as number[];
    },
  };
  // What was said in rounds before came with the welcome.
  await visitors.hear(0);
  const result = await act(visitors);
  child.stdin?.end();
  await once(child, 'exit');
  while (system.listen.chatSockets.stats().sockets > 0) await sleep(20);
  return { grown, result };
}

/** Resident pages, and what of them is in use: pages of a heap that was larger before are used again. */
async function restingMemory(): Promise<{ resident: number; used: number }> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // Connections being set up and jobs at their work come to rest.
  await sleep(1_500);
  for (let at = 0; at < 3; at += 1) {
    collect();
    await sleep(200);
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return { resident: rss, used: heapUsed + external };
}

const now = () => performance.timeOrigin + performance.now();

/** From "send it" until the visitor has it, one line after the other, each to another chat. */
async function fanOut(
  { system, workspaceId, owner }: Lab,
  channelId: string,
  size: number,
  visitors: Visitors,
): Promise<number[]> {
  const chats = await owner.inSystem((tx) =>
    tx.many<{ id: string; value: string }>(sql`
      select id, sender_value as value from listen.chat where workspace_id = ${workspaceId} and sender_no <= ${size} limit ${lines}`),
  );
  const ages: number[] = [];
  for (let at = 0; at < lines; at += 1) {
    const chat = chats[at % chats.length];
    if (chat === undefined) throw new Error('no chat was seeded');
    const began = now();
    await system.db.inWorkspace(workspaceId, (tx) =>
      system.listen.channels.send(tx, workspaceId, {
        ...{ id: randomUUID(), channelId, thread: chat.id, to: { type: 'anonymous_id', value: chat.value } },
        ...{ authorName: 'Ada', automatic: false, text: 'They are on their way.', attachments: [] },
      }),
    );
    ages.push(...(await visitors.hear(1)).map((came) => came - began));
  }
  return ages.sort((a, b) => a - b);
}

/** Somebody comes or goes: every widget is told. */
async function broadcast({ system, workspaceId }: Lab, size: number, visitors: Visitors) {
  const found: { p99: number; heldMs: number; missing: number }[] = [];
  for (let at = 0; at < rounds; at += 1) {
    await sleep(500);
    const loop = monitorEventLoopDelay({ resolution: 1 });
    loop.enable();
    await sleep(50);
    loop.reset();
    const began = now();
    system.listen.chat.staffingChanged(workspaceId);
    const came = (await visitors.hear(size)).map((one) => one - began).sort((a, b) => a - b);
    loop.disable();
    found.push({ p99: percentile(came, 99), heldMs: loop.max / 1e6, missing: size - came.length });
  }
  return found;
}
