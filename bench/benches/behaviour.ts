/**
 * P7 and P8 for behaviour: CPU of ClickHouse for funnel, paths and retention as the API asks them, beside the best SQL we know
 * to write by hand for the same answer, and beside the shapes in which the market's usual product asks: window functions over
 * every row for funnels, a join of days with days for retention, a join for people who were merged. Those shapes are our own,
 * written after the description of them; they read the same typed columns as ours.
 */
import { type Figure, paired, round, spreadOf } from '../figures.ts';
import { apiKey, type Lab, openLab } from '../lab.ts';
import { costOf } from '../processes.ts';
import { names, type Shop, seedShop } from '../seed.ts';

interface Case {
  what: string;
  path: string;
  ask: Record<string, unknown>;
  byHand: string;
  usual: string;
  /** How many times dearer the usual shape is to be, at least. */
  wanted: number;
}

/** Kernel ticks are hundredths: a side is asked so often that it takes many of them. */
const asks = 5;
const day = 86_400_000;

export async function benchBehaviour({ events, pairs }: { events: number; pairs: number }): Promise<Figure[]> {
  const lab = await openLab('api');
  try {
    const shop = await seedShop(lab, undefined, 0, events);
    const figures: Figure[] = [];
    for (const one of casesOf(shop)) figures.push(...(await measured(lab, shop, one, events, pairs)));
    return figures;
  } finally {
    await lab.close();
  }
}

async function measured(lab: Lab, shop: Shop, one: Case, events: number, pairs: number): Promise<Figure[]> {
  const size = `${events / 1e6} M events`;
  const ours = () => cpuMs(() => askApi(lab, one));
  const sides = [
    { goal: 'P7', name: 'hand-written', sql: one.byHand },
    { goal: 'P8', name: 'the usual shape', sql: one.usual },
  ];
  const figures: Figure[] = [];
  for (const { goal, name, sql } of sides) {
    const found = await paired(pairs, ours, () => cpuMs(() => askByHand(lab, shop, sql)));
    const us = spreadOf(found.map((pair) => pair.ours)).median;
    const them = spreadOf(found.map((pair) => pair.theirs)).median;
    const ratio = spreadOf(found.map((pair) => (goal === 'P7' ? pair.ours / pair.theirs : pair.theirs / pair.ours))).median;
    figures.push({
      goal,
      what: goal === 'P7' ? `${one.what}: CPU ÷ ${name}, ${size}` : `${one.what}: CPU of ${name} ÷ ours, ${size}`,
      value: round(ratio),
      unit: '',
      wanted: goal === 'P7' ? '≤ 1.15' : `≥ ${one.wanted}`,
      met: goal === 'P7' ? ratio <= 1.15 : ratio >= one.wanted,
      beside: `ours ${round(us, 0)} CPU-ms, ${name} ${round(them, 0)}`,
    });
  }
  const walls: number[] = [];
  for (let at = 0; at < pairs; at += 1) {
    const began = performance.now();
    await askApi(lab, one);
    walls.push(performance.now() - began);
  }
  const wall = spreadOf(walls).median;
  figures.push({
    goal: 'P9',
    what: `${one.what}: answer over HTTP, ${size}`,
    value: round(wall, 0),
    unit: 'ms',
    wanted: '≤ 400',
    met: wall <= 400,
    beside: `${pairs} asked one after another`,
  });
  return figures;
}

/** CPU milliseconds of ClickHouse for one asking. */
async function cpuMs(ask: () => Promise<void>): Promise<number> {
  const before = costOf(process.pid).clickhouse.cpuSeconds;
  for (let at = 0; at < asks; at += 1) await ask();
  return ((costOf(process.pid).clickhouse.cpuSeconds - before) * 1000) / asks;
}

async function askApi({ url }: Lab, { path, ask }: Case): Promise<void> {
  const reply = await fetch(`${url}/api/measure/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(ask),
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(text);
}

async function askByHand({ system, workspaceId }: Lab, { to }: Shop, statement: string): Promise<void> {
  await system.clickhouse.query(statement, { workspace: workspaceId, to, steps });
}

const steps = [names[0], names[2], names[3], names[4]];
const person = "dictGetOrDefault('customers_person_of', 'person', sender, sender)";
const within = (days: number, also = 0) =>
  `workspace = {workspace: UUID} and occurred_at >= toDateTime64({to: String}, 3, 'UTC') - interval ${days} day and occurred_at < toDateTime64({to: String}, 3, 'UTC') + interval ${also} day`;
/** Everybody by a join with those who are somebody else now, as where there is no dictionary. */
const joined = (days: number, columns: string, where = '1') => `
  select if(now.sender = 0, e.sender, now.person) as person, ${columns}
    from (select * from listen_events where ${within(days)} and ${where}) as e
    left join (select sender, argMax(person, version) as person from customers_person_of_change group by sender) as now on now.sender = e.sender`;

function casesOf({ to }: Shop): Case[] {
  const span = (days: number) => ({ from: new Date(Date.parse(to) - days * day).toISOString(), to });
  return [
    {
      what: 'funnel of 4 steps with times, 28 days',
      path: 'funnel',
      ask: { steps: steps.map((event) => ({ event })), window: { amount: 7, unit: 'day' }, ...span(28) },
      wanted: 5,
      byHand: `
        select [${[1, 2, 3, 4].map((n) => `countIf(level >= ${n})`).join(', ')}],
               [${[2, 3, 4].map((n) => `quantilesExactIf(0.5, 0.9)(found[${n}] - found[${n - 1}], level >= ${n})`).join(', ')}]
          from (select ${person} as person, windowFunnel(604800000)(toUInt64(toUnixTimestamp64Milli(occurred_at)) as at, ${[1, 2, 3, 4].map((n) => `name = {steps: Array(String)}[${n}]`).join(', ')}) as level,
                       sequenceMatchEvents('(?1).*(?2).*(?3).*(?4)')(at, ${[1, 2, 3, 4].map((n) => `name = {steps: Array(String)}[${n}]`).join(', ')}) as found
                  from listen_events where ${within(28, 7)} and name in {steps: Array(String)} group by person)
         where level > 0`,
      usual: windowed(),
    },
    {
      what: 'paths of 5, 7 days, all events',
      path: 'paths',
      ask: { length: 5, pause: { amount: 1, unit: 'day' }, ...span(7) },
      wanted: 3.5,
      byHand: `
        select at, way[at] as here, way[at + 1] as then, count()
          from (select way, arrayJoin(arrayEnumerate(way)) as at
                  from (select arraySlice(arrayCompact(arrayMap(x -> x.2, arrayJoin(arraySplit((x, gap) -> gap > 86400000, deeds, arrayDifference(arrayMap(x -> x.1, deeds)))))), 1, 5) as way
                          from (select ${person} as person, arraySort(groupArray((toUnixTimestamp64Milli(occurred_at), name))) as deeds
                                  from listen_events where ${within(7)} group by person)))
         group by at, here, then`,
      usual: `
        select previous, item, uniq(person) as people, avg(elapsed) as elapsed
          from (select person, tupleElement(pair, 1) as item, tupleElement(pair, 2) as elapsed,
                       concat(toString(number), '_', item) as numbered, if(number > 1, concat(toString(number - 1), '_', way[number - 1].1), null) as previous
                  from (select person, way, arrayJoin(arrayZip(way, arrayEnumerate(way))) as joined, tupleElement(joined, 1) as pair, tupleElement(joined, 2) as number
                          from (select person, arraySlice(arrayFilter((x, y) -> y, arrayZip(items, gaps), arrayMap((x, i) -> i = 1 or x != items[i - 1], items, arrayEnumerate(items))), 1, 5) as way
                                  from (select person, splits.1 as items, splits.2 as gaps
                                          from (select person, arrayJoin(arraySplit(x -> if(x.3 < 86400, 0, 1), arrayMap((t, i, d) -> (t, i, d), times, paths, arrayDifference(times)))) as part,
                                                       (arrayMap(x -> x.2, part), arrayMap(x -> x.3, part)) as splits
                                                  from (select person, groupArray(at) as times, groupArray(item) as paths
                                                          from (select person, at, item from (${joined(7, "toUnixTimestamp(e.occurred_at) as at, ifNull(if(e.kind = 'page', e.text['url'], e.name), '') as item")}) order by person, at)
                                                         group by person))))))
         where previous is not null group by previous, item order by people desc limit 1000`,
    },
    {
      what: 'retention of 14 days',
      path: 'retention',
      ask: { first: { event: names[0] }, return: { event: names[4] }, cohort: 'recurring', interval: 'day', ...span(14) },
      wanted: 4,
      byHand: `
        select cohort, back - cohort as later, count()
          from (select cohort, arrayJoin(arrayFilter(x -> x >= cohort, backs)) as back
                  from (select arrayJoin(groupUniqArrayIf(slot, name = {steps: Array(String)}[1])) as cohort, groupUniqArrayIf(slot, name = {steps: Array(String)}[4]) as backs
                          from (select ${person} as person, name, toRelativeDayNum(occurred_at) as slot
                                  from listen_events where ${within(14)} and name in ({steps: Array(String)}[1], {steps: Array(String)}[4]))
                         group by person))
         group by cohort, later`,
      usual: `
        select target.slot as cohort, dateDiff('day', target.slot, back.slot) as later, count(distinct back.person)
          from (select distinct person, toStartOfDay(at) as slot from (${joined(14, 'e.occurred_at as at', 'name = {steps: Array(String)}[1]')})) as target
          join (select distinct person, toStartOfDay(at) as slot from (${joined(14, 'e.occurred_at as at', 'name = {steps: Array(String)}[4]')})) as back on back.person = target.person
         where back.slot >= target.slot group by cohort, later`,
    },
  ];
}

/** Every row carries when each later step comes next, by one window function a step; then each row is judged. */
function windowed(): string {
  const numbers = [0, 1, 2, 3];
  const later = 'over (partition by person order by at desc rows between unbounded preceding and 0 preceding)';
  const marks = numbers.map((n) => `if(name = {steps: Array(String)}[${n + 1}], at, null) as latest_${n}`);
  const ordered = numbers.map((n) => (n === 0 ? 'latest_0' : `min(latest_${n}) ${later} as latest_${n}`));
  const reached = (n: number) =>
    Array.from(
      { length: n },
      (_one, at) => `latest_${at} <= latest_${at + 1} and latest_${at + 1} <= latest_0 + interval 7 day`,
    ).join(' and ');
  const levels = [3, 2, 1].map((n) => `${reached(n)}, ${n + 1}`).join(', ');
  const times = [1, 2, 3].map(
    (n) =>
      `if(isNotNull(latest_${n}) and latest_${n} <= latest_${n - 1} + interval 7 day, dateDiff('second', latest_${n - 1}, latest_${n}), null) as time_${n}`,
  );
  return `
    select [${numbers.map((n) => `countIf(steps = ${n + 1})`).join(', ')}], ${[1, 2, 3].map((n) => `median(time_${n}), avg(time_${n})`).join(', ')}
      from (select person, steps, max(steps) over (partition by person) as most, time_1, time_2, time_3
              from (select *, multiIf(${levels}, 1) as steps, ${times.join(', ')}
                      from (select person, at, ${ordered.join(', ')} from (${joined(
                        28,
                        `e.occurred_at as at, ${marks
                          .map((m) => m.replace('if(name', 'if(e.name'))
                          .join(', ')
                          .replaceAll(', at, null', ', e.occurred_at, null')}`,
                        'name in {steps: Array(String)}',
                      )}))
                     where isNotNull(latest_0)))
     where steps = most`;
}
