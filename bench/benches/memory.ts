/** P16 over time: whether memory grows while events keep coming, a live screen is open and reports are asked. */
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { type Figure, round } from '../figures.ts';
import { apiKey, openLab, runLoad } from '../lab.ts';
import { memoryNow } from '../processes.ts';

const eventsASecond = 2_000;
const everyMs = 1_000;

interface Sample {
  seconds: number;
  megabytes: number;
}

export async function benchMemory({ seconds }: { seconds: number }): Promise<Figure[]> {
  const lab = await openLab();
  // A load of five seconds says nothing about growth: the shortest run that does is two minutes.
  const span = Math.max(120, seconds);
  const socket = new WebSocket(`${lab.url.replace('http', 'ws')}/api/realtime`, {
    headers: { authorization: `Bearer ${apiKey}` },
  });
  try {
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    socket.send(JSON.stringify({ type: 'subscribe', id: 'bench', topic: 'listen.live' }));
    const load = runLoad(lab.url, 20, 16, span, eventsASecond);
    const samples = await watch(lab.url, span);
    const { accepted, refused } = await load;
    // The first half fills caches of bounded size.
    const late = samples.slice(Math.floor(samples.length / 2));
    const slope = round(slopeOf(late) * 60, 1);
    const peak = round(Math.max(...samples.map(({ megabytes }) => megabytes)), 0);
    const beside = `${accepted} events in ${span} s (${refused} refused), one live screen, a trend every second`;
    return [
      {
        goal: 'P16',
        what: 'memory under sustained intake, peak',
        value: peak,
        unit: 'MB',
        wanted: '≤ 1500',
        met: peak <= 1_500,
        beside,
      },
      {
        goal: 'P16',
        what: 'growth of memory in the second half',
        value: slope,
        unit: 'MB/min',
        wanted: '≤ 20',
        met: slope <= 20,
        beside: `${round(late[0]?.megabytes ?? 0, 0)} MB → ${round(late.at(-1)?.megabytes ?? 0, 0)} MB`,
      },
    ];
  } finally {
    socket.close();
    await lab.close();
  }
}

/** Memory of the product second by second, while the report of a dashboard is asked. */
async function watch(url: string, seconds: number): Promise<Sample[]> {
  const began = performance.now();
  const samples: Sample[] = [];
  const now = Date.now();
  const question = {
    event: 'Product Viewed',
    measure: { kind: 'people' },
    interval: 'hour',
    from: new Date(now - 86_400_000).toISOString(),
    to: new Date(now + 3_600_000).toISOString(),
  };
  while (performance.now() - began < seconds * 1_000) {
    await fetch(`${url}/api/measure/trend`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(question),
    }).then((reply) => reply.arrayBuffer());
    samples.push({ seconds: (performance.now() - began) / 1_000, megabytes: memoryNow().megabytes });
    await sleep(everyMs);
  }
  return samples;
}

/** Least squares, megabytes a second. */
function slopeOf(samples: readonly Sample[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(samples.map(({ seconds }) => seconds));
  const y = mean(samples.map(({ megabytes }) => megabytes));
  const over = samples.reduce((sum, sample) => sum + (sample.seconds - x) * (sample.megabytes - y), 0);
  return over / samples.reduce((sum, sample) => sum + (sample.seconds - x) ** 2, 0);
}
