/** P1, P2, P4 and P16: how much is taken in durably, what an event costs, and what memory it takes. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from '#platform/postgres';
import { type Figure, paired, round, spreadOf } from '../figures.ts';
import { type Lab, openLab, runLoad, startBare } from '../lab.ts';
import { costOf, memoryNow } from '../processes.ts';

export interface IntakeOptions {
  pairs: number;
  seconds: number;
}

export async function benchIntake({ pairs, seconds }: IntakeOptions): Promise<Figure[]> {
  const began = performance.now();
  const lab = await openLab();
  const coldStart = (performance.now() - began) / 1000;
  try {
    await sleep(3_000);
    const idle = memoryNow();
    const batches = await batched(lab, pairs, seconds, 10_000);
    const busy = memoryNow();
    const strangers = await batched(lab, Math.min(pairs, 2), seconds, 0);
    const single = await singly(lab, pairs, seconds);
    const started = round(coldStart, 1);
    return [
      ...batches,
      ...strangers,
      single,
      figure('P16', 'memory at rest, whole product', idle.megabytes, 'MB', '≤ 700', idle.megabytes <= 700, `${idle.parts} (PSS)`),
      figure('P16', 'memory after sustained intake', busy.megabytes, 'MB', '≤ 1500', busy.megabytes <= 1500, busy.parts),
      figure('P16', 'cold start, empty folder', started, 's', '≤ 10', started <= 10, 'initdb and migrations included'),
    ];
  } finally {
    await lab.close();
  }
}

const figure = (
  goal: string,
  what: string,
  value: number,
  unit: string,
  wanted: string,
  met: boolean,
  beside: string,
): Figure => ({ goal, what, value: round(value), unit, wanted, met, beside });

async function reported({ system, workspaceId }: Lab): Promise<number> {
  const rows = await system.clickhouse.query<{ count: string }>(
    'select count() as count from listen_events where workspace = {workspace: UUID}',
    { workspace: workspaceId },
  );
  return Number(rows[0]?.count ?? 0);
}

/** P1 and P4: from HTTP until the last event can be asked for, against bulk inserts into a bare table. */
async function batched(lab: Lab, pairs: number, seconds: number, people: number): Promise<Figure[]> {
  const whose = people === 0 ? 'each event of a new customer' : `${people} customers`;
  const costs: number[] = [];
  const parts: string[] = [];
  const ours = async () => {
    const before = await reported(lab);
    const cpu = costOf(process.pid);
    const began = performance.now();
    const load = await runLoad(lab.url, 20, 32, seconds, 0, people);
    while ((await reported(lab)) < before + load.accepted) await sleep(20);
    const took = (performance.now() - began) / 1000;
    const after = costOf(process.pid);
    const micros = (part: 'node' | 'clickhouse' | 'postgres') =>
      ((after[part].cpuSeconds - cpu[part].cpuSeconds) * 1e6) / load.accepted;
    costs.push(micros('node') + micros('clickhouse'));
    parts.push(
      `node ${round(micros('node'), 0)} + clickhouse ${round(micros('clickhouse'), 0)}, postgres ${round(micros('postgres'), 0)}`,
    );
    return load.accepted / took;
  };
  const found = await paired(pairs, ours, () => rawInserts(lab, seconds));
  const ratios = spreadOf(found.map(({ ours: one, theirs }) => one / theirs));
  const rate = spreadOf(found.map((pair) => pair.ours));
  const raw = spreadOf(found.map((pair) => pair.theirs));
  const cost = spreadOf(costs.slice(1));
  return [
    figure(
      'P1',
      `durable intake end to end ÷ bare bulk insert, batches of 20, ${whose}`,
      ratios.median,
      '',
      '≥ 0.60',
      ratios.median >= 0.6,
      `${round(rate.median, 0)}/s (${round(rate.min, 0)}–${round(rate.max, 0)}) ÷ ${round(raw.median, 0)}/s; ratio ${round(ratios.min)}–${round(ratios.max)}`,
    ),
    figure('P4', `CPU of our processes an event, ${whose}`, cost.median, 'µs', '≤ 75', cost.median <= 75, parts.at(-1) ?? ''),
  ];
}

/** The limit beside it: one connection, 500 rows a statement, text and a unique key, nothing else. */
async function rawInserts({ owner }: Lab, seconds: number): Promise<number> {
  await owner.inSystem((tx) =>
    tx.run(
      sql`create table if not exists public.bench_raw (tenant uuid not null, message uuid not null, body text not null, unique (tenant, message))`,
    ),
  );
  const tenant = randomUUID();
  const body = JSON.stringify({ type: 'track', event: 'Product Viewed', filler: 'x'.repeat(430) });
  const bodies = Array.from({ length: 500 }, () => body);
  const until = performance.now() + seconds * 1000;
  const began = performance.now();
  let rows = 0;
  while (performance.now() < until) {
    const messages = Array.from({ length: 500 }, () => randomUUID());
    await owner.inSystem((tx) =>
      tx.run(sql`
      insert into public.bench_raw select ${tenant}, * from unnest(${messages}::uuid[], ${bodies}::text[]) on conflict do nothing`),
    );
    rows += 500;
  }
  const rate = rows / ((performance.now() - began) / 1000);
  await owner.inSystem((tx) => tx.run(sql`truncate public.bench_raw`));
  return rate;
}

/** P2: one event a request, against a server that only parses and answers. */
async function singly(lab: Lab, pairs: number, seconds: number): Promise<Figure> {
  const bare = await startBare();
  try {
    const rate = async (url: string) => {
      const load = await runLoad(url, 1, 32, seconds);
      return load.accepted / load.seconds;
    };
    // A server that does more has more to compile: what costs 500 µs in its first seconds costs 300 half a minute later.
    for (let warm = 0; warm < 3; warm += 1) await rate(lab.url);
    const found = await paired(
      pairs,
      () => rate(lab.url),
      () => rate(bare.url),
    );
    const ratios = spreadOf(found.map(({ ours, theirs }) => ours / theirs));
    const rates = spreadOf(found.map((pair) => pair.ours));
    const bares = spreadOf(found.map((pair) => pair.theirs));
    return figure(
      'P2',
      'one event a request ÷ bare node:http',
      ratios.median,
      '',
      '≥ 0.45',
      ratios.median >= 0.45,
      `${round(rates.median, 0)}/s ÷ ${round(bares.median, 0)}/s; ratio ${round(ratios.min)}–${round(ratios.max)}`,
    );
  } finally {
    bare.child.kill();
  }
}
