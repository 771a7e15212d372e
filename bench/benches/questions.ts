/** P10, P11 and trends beside hand-written SQL, at a tenth of the events and at all of them. */
import { type Figure, paired, percentile, round, spreadOf } from '../figures.ts';
import { apiKey, type Lab, openLab, runLoad } from '../lab.ts';
import { names, type Shop, seedShop } from '../seed.ts';

interface Question {
  what: string;
  ask: Record<string, unknown>;
  byHand: string;
}

const lookUps = 300;

export async function benchQuestions({ events, pairs }: { events: number; pairs: number }): Promise<Figure[]> {
  const lab = await openLab('api');
  try {
    const few = Math.max(100_000, Math.floor(events / 10));
    const emptyRate = await intakeRate(lab);
    const small = await seedShop(lab, undefined, 0, few);
    const before = await measured(lab, small, few, pairs);
    const large = await seedShop(lab, small, few, events);
    const after = await measured(lab, large, events, pairs);
    const kept = round((await intakeRate(lab)) / emptyRate);
    return [
      ...before.figures,
      ...after.figures,
      ...growth(before.millis, after.millis, events / few),
      {
        goal: 'P11',
        what: `intake with ${events / 1e6} M events kept ÷ empty`,
        value: kept,
        unit: '',
        wanted: '≥ 0.7',
        met: kept >= 0.7,
        beside: `${round(emptyRate, 0)}/s when empty; HTTP to commit, batches of 20`,
      },
    ];
  } finally {
    await lab.close();
  }
}

/** Events a second from HTTP to commit; the first run warms up. */
async function intakeRate({ url }: Lab): Promise<number> {
  await runLoad(url, 20, 32, 3);
  const { accepted, seconds } = await runLoad(url, 20, 32, 5);
  return accepted / seconds;
}

interface Measured {
  figures: Figure[];
  /** Median milliseconds by question. */
  millis: Map<string, number>;
}

async function measured(lab: Lab, shop: Shop, events: number, pairs: number): Promise<Measured> {
  const size = `${events / 1e6} M events`;
  const figures: Figure[] = [];
  const millis = new Map<string, number>();
  for (const question of questionsOf(shop)) {
    const found = await paired(
      pairs,
      () => timed(() => askApi(lab, question.ask)),
      () => timed(() => askByHand(lab, shop, question.byHand)),
    );
    const ours = spreadOf(found.map((pair) => pair.ours));
    const theirs = spreadOf(found.map((pair) => pair.theirs));
    const ratio = spreadOf(found.map((pair) => pair.ours / pair.theirs)).median;
    millis.set(question.what, ours.median);
    figures.push({
      goal: 'P7',
      what: `${question.what} ÷ hand-written, ${size}`,
      value: round(ratio),
      unit: '',
      wanted: '≤ 1.15',
      met: ratio <= 1.15,
      beside: `API ${round(ours.median, 0)} ms (${round(ours.min, 0)}–${round(ours.max, 0)}) ÷ SQL ${round(theirs.median, 0)} ms`,
    });
  }
  const times = await timelines(lab, shop);
  const p99 = percentile(times, 99);
  millis.set('timeline', percentile(times, 50));
  figures.push({
    goal: 'P10',
    what: `one customer's last 100 events, p99, ${size}`,
    value: round(p99, 1),
    unit: 'ms',
    wanted: '≤ 6',
    met: p99 <= 6,
    beside: `p50 ${round(percentile(times, 50), 1)} ms, ${times.length} customers at random`,
  });
  return { figures, millis };
}

/** Exponent of the growth: log(time at all ÷ time at few) ÷ log(all ÷ few). */
function growth(before: Map<string, number>, after: Map<string, number>, factor: number): Figure[] {
  return [...after].map(([what, now]) => {
    const exponent = Math.log(now / (before.get(what) ?? now)) / Math.log(factor);
    const most = what === 'timeline' ? 0.2 : 1.15;
    return {
      goal: 'P11',
      what: `growth of ${what}`,
      value: round(exponent),
      unit: '',
      wanted: `≤ ${most}`,
      met: exponent <= most,
      beside: `${round(before.get(what) ?? 0, 1)} ms → ${round(now, 1)} ms`,
    };
  });
}

function questionsOf({ to }: Shop): Question[] {
  const from = new Date(Date.parse(to) - 28 * 86_400_000).toISOString();
  const common = { event: names[0], interval: 'day', from, to };
  const where = `workspace = {workspace: UUID} and name = {name: String} and occurred_at >= toDateTime64({from: String}, 3, 'UTC') and occurred_at < toDateTime64({to: String}, 3, 'UTC')`;
  return [
    {
      what: 'count a day, 28 days',
      ask: { ...common, measure: { kind: 'count' } },
      byHand: `select toDate(occurred_at) as day, count() from listen_events where ${where} group by day`,
    },
    {
      what: 'people a day, 28 days',
      ask: { ...common, measure: { kind: 'people' } },
      byHand: `select toDate(occurred_at) as day, uniqExact(dictGetOrDefault('customers_person_of', 'person', sender, sender)) from listen_events where ${where} group by day with totals`,
    },
    {
      what: 'sum by a property, 28 days',
      ask: { ...common, measure: { kind: 'sum', property: 'price' }, breakdown: 'category' },
      byHand: `select toDate(occurred_at) as day, text['category'] as word, sum(num['price']) from listen_events where ${where} group by day, word`,
    },
  ];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function askApi({ url }: Lab, question: Record<string, unknown>): Promise<void> {
  const reply = await fetch(`${url}/api/measure/trend`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(question),
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(text);
}

async function askByHand({ system, workspaceId }: Lab, { to }: Shop, statement: string): Promise<void> {
  const from = new Date(Date.parse(to) - 28 * 86_400_000).toISOString();
  await system.clickhouse.query(statement, { workspace: workspaceId, name: names[0], from, to });
}

async function timelines({ system, workspaceId }: Lab, { first, last }: Shop): Promise<number[]> {
  const times: number[] = [];
  const filter = {
    before: undefined,
    limit: 100,
    sourceId: undefined,
    name: undefined,
    kind: undefined,
    from: undefined,
    to: undefined,
  };
  for (let at = 0; at < lookUps + 20; at += 1) {
    const senderNos = [String(first + ((at * 48_271) % (last - first + 1)))];
    const took = await timed(() =>
      system.db.inWorkspace(workspaceId, (tx) => system.listen.timeline(tx, workspaceId, { ...filter, senderNos }), {
        readOnly: true,
      }),
    );
    if (at >= 20) times.push(took);
  }
  return times.sort((a, b) => a - b);
}
