/** P5 and P6: from accepted to visible, on an open live screen and in reports, at rest and under load. */
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { type Figure, percentile, round } from '../figures.ts';
import { apiKey, type Lab, openLab, runLoad } from '../lab.ts';

const underLoad = 5_000;

export async function benchLive({ seconds }: { seconds: number }): Promise<Figure[]> {
  const lab = await openLab();
  try {
    await runLoad(lab.url, 20, 8, 2);
    const idle = await freshness(lab, seconds, 20);
    const loaded = await freshness(lab, seconds, underLoad);
    const reports = await reportLag(lab);
    return [
      line('P5', 'accepted → live screen, 20 events/s, p99', idle, 99, 50),
      line('P5', `accepted → live screen, ${underLoad} events/s, p50`, loaded, 50, 20),
      line('P5', `accepted → live screen, ${underLoad} events/s, p95`, loaded, 95, 50),
      line('P5', `accepted → live screen, ${underLoad} events/s, p99`, loaded, 99, 120),
      line('P6', 'accepted → in reports, p95', reports, 95, 1_000),
    ];
  } finally {
    await lab.close();
  }
}

function line(goal: string, what: string, values: number[], p: number, most: number): Figure {
  const value = round(percentile(values, p), 0);
  return {
    goal,
    what,
    value,
    unit: 'ms',
    wanted: `≤ ${most}`,
    met: value <= most,
    beside: `${values.length} samples, max ${round(values.at(-1) ?? 0, 0)}`,
  };
}

/** Age of every event at the moment a subscriber heard it. Under load the stream is a sample; what is shown is timed. */
async function freshness({ url }: Lab, seconds: number, rate: number): Promise<number[]> {
  const ages: number[] = [];
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/realtime`, { headers: { authorization: `Bearer ${apiKey}` } });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  socket.on('message', (frame) => {
    const heard = JSON.parse(String(frame)) as { type: string; message?: { events: { receivedAt: string }[] } };
    for (const event of heard.message?.events ?? []) ages.push(Date.now() - Date.parse(event.receivedAt));
  });
  socket.send(JSON.stringify({ type: 'subscribe', id: 'bench', topic: 'listen.live' }));
  await sleep(200);
  await runLoad(url, rate < 100 ? 1 : 20, 16, seconds, rate);
  await sleep(500);
  socket.close();
  return ages.sort((a, b) => a - b);
}

/** Time until a single event can be asked for, thirty times. */
async function reportLag({ url, system, workspaceId }: Lab): Promise<number[]> {
  const lags: number[] = [];
  for (let at = 0; at < 30; at += 1) {
    const name = `Probe ${at}`;
    const began = performance.now();
    await fetch(`${url}/v1/track`, {
      method: 'POST',
      body: JSON.stringify({ event: name, userId: 'probe', writeKey: 'vwk_key-of-the-bench' }),
    });
    for (;;) {
      const [row] = await system.clickhouse.query<{ count: string }>(
        'select count() as count from listen_events where workspace = {workspace: UUID} and name = {name: String}',
        { workspace: workspaceId, name },
      );
      if (row?.count === '1') break;
      await sleep(5);
    }
    lags.push(performance.now() - began);
  }
  return lags.sort((a, b) => a - b);
}
