/** How many words of customers are read, sorted, kept and shown in reports in a second: from HTTP to the copy that voice is asked of. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Figure, round } from '../figures.ts';
import { type Lab, openLab, writeKey } from '../lab.ts';
import { costOf } from '../processes.ts';

const batch = 100;
/** Reviews, however many events are asked for: each is read by the models of the house. */
const reviews = 4_000;

export async function benchVoice(): Promise<Figure[]> {
  const lab = await openLab();
  try {
    await tell(lab, 0, batch);
    await untilKnown(lab, batch);
    const before = cpuSeconds();
    const began = performance.now();
    await tell(lab, batch, batch + reviews);
    const sent = performance.now() - began;
    await untilKnown(lab, batch + reviews);
    const took = performance.now() - began;
    const cpu = cpuSeconds() - before;
    const rate = (reviews * 1000) / took;
    return [
      {
        goal: '§7',
        what: 'voice: records read, sorted, kept and in reports',
        value: round(rate, 0),
        unit: '/s',
        wanted: '≥ 200',
        met: rate >= 200,
        beside: `${reviews} reviews of some 30 words; accepted within ${round(sent / 1000, 1)} s, all there after ${round(took / 1000, 1)} s; ${round((cpu * 1000) / reviews, 2)} CPU-ms each, everything included`,
      },
    ];
  } finally {
    await lab.close();
  }
}

const cpuSeconds = () => Object.values(costOf(process.pid)).reduce((sum, { cpuSeconds: one }) => sum + one, 0);

const openings = [
  'I bought this last week',
  'My second order from you',
  'Ordered on Monday evening',
  'We use it every day at home',
];
const middles = [
  'and the delivery was three days late although you promised the next day',
  'and I am really happy with how quickly your people answered my question',
  'but the box was broken, two parts are missing and nobody picks up the phone',
  'and it would be great if the app could remember the address of my mother',
  'but why do I have to type my card number again every single time',
];
const endings = ['. Thank you!', '. Very disappointed.', '. Please change that.', ', so I will certainly come back.'];

const review = (n: number) => `${openings[n % 4]} (order ${n}) ${middles[n % 5]}${endings[Math.floor(n / 5) % 4]}`;

async function tell({ url }: Lab, from: number, to: number): Promise<void> {
  for (let at = from; at < to; at += batch) {
    const reply = await fetch(`${url}/v1/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        writeKey,
        batch: Array.from({ length: batch }, (_one, n) => ({
          type: 'track',
          event: 'Review Submitted',
          userId: `reviewer-${(at + n) % 500}`,
          properties: { text: review(at + n), product: `p${(at + n) % 40}` },
        })),
      }),
    });
    if (!reply.ok) throw new Error(await reply.text());
    await reply.arrayBuffer();
  }
}

async function untilKnown({ system, workspaceId }: Lab, wanted: number): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const [row] = await system.clickhouse.query<{ known: number }>(
      'select toFloat64(uniqExact(id)) as known from measure_feedback where workspace = {workspace: UUID}',
      { workspace: workspaceId },
    );
    if ((row?.known ?? 0) >= wanted) return;
    if (tries > 3_000) throw new Error(`${row?.known} of ${wanted} records after five minutes`);
    await sleep(100);
  }
}
