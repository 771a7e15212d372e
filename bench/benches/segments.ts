/** P12: everybody looked at anew beside SQL written by hand, and how soon one person is in after what they did. */
import { setTimeout as sleep } from 'node:timers/promises';
import { segmentBench } from '#customers/testing';
import { type Figure, paired, percentile, round, spreadOf } from '../figures.ts';
import { apiKey, type Lab, openLab, writeKey } from '../lab.ts';

const eventsAPerson = 50;
const probes = 40;

export async function benchSegments(options: { events: number; pairs: number }): Promise<Figure[]> {
  return [await recompute(options), await membership()];
}

/** Without workers: they would find a copy of a log that has no such events, and write it anew. */
async function recompute({ events, pairs }: { events: number; pairs: number }): Promise<Figure> {
  const lab = await openLab('api');
  try {
    const bench = await segmentBench(lab.system.clickhouse, lab.workspaceId, {
      people: Math.floor(events / eventsAPerson),
      events,
      now: Date.now(),
    });
    const sides = { ours: await bench.recompute(), byHand: await bench.byHand() };
    if (sides.ours !== sides.byHand) throw new Error(`the two sides differ: ${sides.ours} and ${sides.byHand} people`);
    const found = await paired(
      pairs,
      () => timed(bench.recompute),
      () => timed(bench.byHand),
    );
    const ratio = spreadOf(found.map(({ ours, theirs }) => ours / theirs));
    const ours = spreadOf(found.map((pair) => pair.ours));
    const theirs = spreadOf(found.map((pair) => pair.theirs));
    return {
      goal: 'P12',
      what: `full recompute ÷ hand-written, ${events / 1e6} M events`,
      value: round(ratio.median),
      unit: '',
      wanted: '≤ 1.25',
      met: ratio.median <= 1.25,
      beside: `${round(ours.median, 0)} ms ÷ ${round(theirs.median, 0)} ms; ratio ${round(ratio.min)}–${round(ratio.max)}; ${sides.ours} people`,
    };
  } finally {
    await lab.close();
  }
}

async function membership(): Promise<Figure> {
  const lab = await openLab();
  try {
    const entries = await entriesOf(lab);
    const p95 = round(percentile(entries, 95), 0);
    return {
      goal: 'P12',
      what: 'event accepted → person in the segment, p95',
      value: p95,
      unit: 'ms',
      wanted: '≤ 1000',
      met: p95 <= 1_000,
      beside: `p50 ${round(percentile(entries, 50), 0)} ms, ${entries.length} people one after another`,
    };
  } finally {
    await lab.close();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Milliseconds from the answer to an event until the API says that its sender is in. */
async function entriesOf({ url }: Lab): Promise<number[]> {
  const ask = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    const reply = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const text = await reply.text();
    if (!reply.ok && reply.status !== 404) throw new Error(`${method} ${path}: ${text}`);
    return reply.ok ? JSON.parse(text) : undefined;
  };
  const rule = {
    kind: 'group',
    match: 'all',
    rules: [
      {
        kind: 'event',
        event: 'Probed',
        where: [],
        window: { in: 'last', amount: 1, unit: 'day' },
        measure: { of: 'count' },
        operator: 'at_least',
        amount: 1,
      },
    ],
  };
  const { id } = await ask('POST', '/api/customers/segments', { name: 'Probed', rule });
  while ((await ask('GET', `/api/customers/segments/${id}`)).state !== 'current') await sleep(50);
  const entries: number[] = [];
  for (let at = 0; at < probes; at += 1) {
    const userId = `probe-${at}`;
    await ask('POST', '/v1/track', { event: 'Probed', userId, writeKey });
    const began = performance.now();
    while (((await ask('GET', `/api/customers/people/user_id:${userId}/segments`))?.items.length ?? 0) === 0) {
      if (performance.now() - began > 30_000) throw new Error(`${userId} is not in the segment after 30 s`);
      await sleep(10);
    }
    entries.push(performance.now() - began);
  }
  return entries.sort((a, b) => a - b);
}
