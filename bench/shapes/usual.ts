/**
 * The shapes in which the market's usual product asks the same, over a table as it keeps it: window functions over every row for
 * funnels, days joined with days for retention, a join for people who were merged; ids as text, people as UUIDs, properties
 * as JSON, sorted by day before event. Our own, written after a description of them.
 */
import type { Lab } from '../lab.ts';
import { step } from './by-hand.ts';

const tables = [
  `create table usual_event (
     workspace UUID, uuid UUID, event String, properties String codec(ZSTD(3)), timestamp DateTime64(6, 'UTC'), distinct_id String, person_id UUID)
   engine = ReplacingMergeTree partition by toYYYYMM(timestamp)
   order by (workspace, toDate(timestamp), event, cityHash64(distinct_id), cityHash64(uuid))`,
  `create table usual_override (workspace UUID, distinct_id String, person_id UUID, version UInt64, is_deleted UInt8)
   engine = ReplacingMergeTree(version) order by (workspace, distinct_id)`,
];
const slices = 10;

/** The same rows once more, as that product keeps them. `end` and `days`: when they happened. */
export async function keepAsUsual({ system, workspaceId }: Lab, end: number, days: number): Promise<void> {
  for (const table of tables) await system.clickhouse.command(table);
  await system.clickhouse.command(`
    insert into usual_override select workspace, concat('user-', toString(sender)), reinterpretAsUUID(sipHash128(person)), version, 0 from customers_person_of_change`);
  const [first, length] = [end - days * 86_400_000, (days * 86_400_000) / slices];
  for (let slice = 0; slice < slices; slice += 1) {
    await system.clickhouse.command(
      `insert into usual_event
       select workspace, reinterpretAsUUID(sipHash128(event)), name, toJSONString(mapConcat(text, mapApply((k, v) -> (k, toString(v)), num))),
              occurred_at, concat('user-', toString(sender)), reinterpretAsUUID(sipHash128(sender))
         from listen_events
        where workspace = {workspace: UUID} and occurred_at >= fromUnixTimestamp64Milli({from: Int64}, 'UTC')
          and (occurred_at < fromUnixTimestamp64Milli({from: Int64} + {length: Int64}, 'UTC') or {last: Bool})`,
      { workspace: workspaceId, from: first + slice * length, length, last: slice === slices - 1 },
    );
    process.stderr.write(`${slice + 1} of ${slices} parts of the usual product's table\n`);
  }
}

/** Everybody by a join with those who are somebody else now. */
const joined = (days: number, columns: string, where = '1', also = 0) => `
  select if(notEmpty(now.distinct_id), now.person_id, e.person_id) as person, ${columns}
    from usual_event as e
    left join (select distinct_id, argMax(person_id, version) as person_id from usual_override
                where workspace = {workspace: UUID} group by distinct_id having argMax(is_deleted, version) = 0) as now
      on now.distinct_id = e.distinct_id
   where e.workspace = {workspace: UUID} and e.timestamp >= toDateTime64({to: String}, 6, 'UTC') - interval ${days} day
     and e.timestamp < toDateTime64({to: String}, 6, 'UTC') + interval ${also} day and ${where}`;

const steps = [0, 1, 2, 3];

/**
 * Every row carries when each later step comes next; those that came too early are struck out, and the next ones found anew, once a
 * step. What is struck beside a later begin is lost to an earlier one: a few of those who came through are overlooked.
 */
function funnelSql(): string {
  const soonest = (n: number) =>
    `min(latest_${n}) over (partition by person order by at desc rows between unbounded preceding and 0 preceding) as latest_${n}`;
  const marks = steps.map((n) => `if(e.event = ${step(n + 1)}, e.timestamp, null) as latest_${n}`);
  let rows = joined(28, `e.timestamp as at, ${marks.join(', ')}`, 'e.event in {steps: Array(String)}', 7);
  for (let from = 1; from < steps.length; from += 1) {
    rows = `select person, at, ${steps.map((n) => (n < from ? `latest_${n}` : soonest(n))).join(', ')} from (${rows})`;
    const struck = steps.map((n) =>
      n > from ? `if(latest_${n} < latest_${from}, null, latest_${n}) as latest_${n}` : `latest_${n}`,
    );
    if (from < steps.length - 1) rows = `select person, at, ${struck.join(', ')} from (${rows})`;
  }
  const reached = (last: number) =>
    steps
      .slice(1, last + 1)
      .map((n) => `latest_${n - 1} <= latest_${n} and latest_${n} <= latest_0 + interval 7 day`)
      .join(' and ');
  const took = (n: number) => `if(${reached(n)}, dateDiff('second', latest_${n - 1}, latest_${n}), null) as time_${n}`;
  return `
    select [${[1, 2, 3, 4].map((n) => `toFloat64(countIf(steps >= ${n}))`).join(', ')}] as people,
           [${[1, 2, 3].map((n) => `median(median_${n}), avg(mean_${n})`).join(', ')}] as times
      from (select person, steps, ${[1, 2, 3].map((n) => `median(time_${n}) as median_${n}, avg(time_${n}) as mean_${n}`).join(', ')}
              from (select person, steps, max(steps) over (partition by person) as most, time_1, time_2, time_3
                      from (select person, multiIf(${[3, 2, 1].map((n) => `${reached(n)}, ${n + 1}`).join(', ')}, 1) as steps, ${[1, 2, 3].map(took).join(', ')}
                              from (${rows}) where isNotNull(latest_0) and latest_0 < toDateTime64({to: String}, 6, 'UTC')))
             where steps = most group by person, steps)`;
}

/** Rows `{ people, times }`. */
export const funnel = funnelSql();

const item = "ifNull(if(e.event = 'Screen Viewed', JSONExtractString(e.properties, 'screen_name'), e.event), '')";

/** Rows `{ previous, item, visits }`; names carry their place in front. */
export const paths = `
  select previous, numbered as item, toFloat64(count()) as visits, avg(elapsed) as elapsed
    from (select person, tupleElement(pair, 2) as elapsed, concat(toString(number), '_', tupleElement(pair, 1)) as numbered,
                 if(number > 1, concat(toString(number - 1), '_', tupleElement(way[number - 1], 1)), null) as previous
            from (select person, way, arrayJoin(arrayZip(way, arrayEnumerate(way))) as joined, tupleElement(joined, 1) as pair, tupleElement(joined, 2) as number
                    from (select person, arraySlice(arrayFilter((x, i) -> i = 1 or x.1 != items[i - 1], arrayZip(items, gaps), arrayEnumerate(items)), 1, 5) as way
                            from (select person, splits.1 as items, splits.2 as gaps
                                    from (select person, arrayJoin(arraySplit(x -> if(x.3 <= 86400000, 0, 1), arrayMap((t, i, d) -> (t, i, d), times, paths, arrayDifference(times)))) as part,
                                                 (arrayMap(x -> x.2, part), arrayMap(x -> x.3, part)) as splits
                                            from (select person, groupArray(at) as times, groupArray(item) as paths
                                                    from (select person, at, item from (${joined(7, `toUnixTimestamp64Milli(e.timestamp) as at, ${item} as item`)}) order by person, at)
                                                   group by person))))))
   where previous is not null group by previous, item order by visits desc limit 1000`;

const didOn = (days: number, which: number) =>
  `select distinct person, toStartOfDay(at) as slot from (${joined(days, 'e.timestamp as at', `e.event = ${step(which)}`)})`;

/** Rows `{ cohort, later, people }`. */
export const retention = `
  select toUnixTimestamp(target.slot) as cohort, toFloat64(dateDiff('day', target.slot, back.slot)) as later, toFloat64(count(distinct back.person)) as people
    from (${didOn(14, 1)}) as target join (${didOn(14, 4)}) as back on back.person = target.person
   where back.slot >= target.slot group by cohort, later`;

/** Rows `{ at, people }`. */
export const dailyPeople = `
  select toUnixTimestamp(slot) as at, toFloat64(sum(total)) as people
    from (select toStartOfDay(at) as slot, count(distinct person) as total from (${joined(28, 'e.timestamp as at', `e.event = ${step(1)}`)}) group by slot)
   group by slot order by slot`;
