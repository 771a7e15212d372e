/**
 * The shapes in which the market's usual product asks the same, over a table as it keeps it: window functions over every row for
 * funnels, lists of days for retention, a join for people who were merged; ids as text, people as UUIDs, properties as JSON,
 * pages all one event whose address is a property, sorted by day before event. Written after the statements its own tests record
 * (funnel, retention, paths); people a day is put together of the same parts.
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
       select workspace, reinterpretAsUUID(sipHash128(event)), if(kind = 'page', '$pageview', name),
              toJSONString(mapConcat(text, mapApply((k, v) -> (k, toString(v)), num), if(kind = 'page', map('$current_url', name), map()))),
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
  const all = (of: (n: number) => string) => steps.map(of).join(', ');
  const isSteps = all((n) => `step_${n}`);
  const soonest = (n: number) =>
    `min(latest_${n}) over (partition by person order by at desc rows between unbounded preceding and 0 preceding) as latest_${n}`;
  const marks = all(
    (n) => `if(e.event = ${step(n + 1)}, 1, 0) as step_${n}, if(ifNull(step_${n} = 1, 0), at, null) as latest_${n}`,
  );
  const isAny = steps.map((n) => `ifNull(step_${n} = 1, 0)`).join(' or ');
  let rows = joined(28, `e.timestamp as at, ${marks}`, `e.event in {steps: Array(String)} and (${isAny})`, 7);
  for (let from = 1; from < steps.length; from += 1) {
    rows = `select person, at, ${isSteps}, ${all((n) => (n < from ? `latest_${n}` : soonest(n)))} from (${rows})`;
    const struck = (n: number) =>
      n > from ? `if(ifNull(latest_${n} < latest_${from}, 0), null, latest_${n}) as latest_${n}` : `latest_${n}`;
    if (from < steps.length - 1) rows = `select person, at, ${isSteps}, ${all(struck)} from (${rows})`;
  }
  const inTime = (n: number) => `ifNull(latest_${n} <= latest_0 + interval 7 day, 0)`;
  const reached = (last: number) =>
    steps
      .slice(1, last + 1)
      .map((n) => `ifNull(latest_${n - 1} <= latest_${n}, 0) and ${inTime(n)}`)
      .join(' and ');
  const took = (n: number) =>
    `if(isNotNull(latest_${n}) and ifNull(latest_${n} <= latest_${n - 1} + interval 7 day, 0), dateDiff('second', latest_${n - 1}, latest_${n}), null) as time_${n}`;
  return `
    select [${[1, 2, 3, 4].map((n) => `toFloat64(countIf(steps >= ${n}))`).join(', ')}] as people,
           [${[1, 2, 3].map((n) => `median(median_${n}), avg(mean_${n})`).join(', ')}] as times
      from (select person, steps, ${[1, 2, 3].map((n) => `median(time_${n}) as median_${n}, avg(time_${n}) as mean_${n}`).join(', ')}
              from (select person, steps, max(steps) over (partition by person) as most, time_1, time_2, time_3
                      from (select person, if(${reached(3)}, 4, if(${reached(2)}, 3, if(${reached(1)}, 2, 1))) as steps, ${[1, 2, 3].map(took).join(', ')}
                              from (${rows}) where ifNull(step_0 = 1, 0) and at < toDateTime64({to: String}, 6, 'UTC')))
             group by person, steps having steps = max(most))`;
}

/** Rows `{ people, times }`. */
export const funnel = funnelSql();

/** A property as the product reads it out of the JSON: raw, and stripped of its quotes. */
const property = (name: string) =>
  `replaceRegexpAll(nullIf(nullIf(JSONExtractRaw(e.properties, '${name}'), ''), 'null'), '^"|"$', '')`;
const item = `ifNull(if(e.event = '$screen', ${property('$screen_name')},
  if(e.event = '$pageview', replaceRegexpAll(ifNull(${property('$current_url')}, ''), '(.)/$', '\\\\1'), e.event)), '')`;

/** Rows `{ previous, item, visits }`; names carry their place in front. */
export const paths = `
  select previous, numbered as item, toFloat64(count()) as visits, avg(elapsed) as elapsed
    from (select person, joined.2 as elapsed, concat(toString(number), '_', joined.1) as numbered,
                 if(number > 1, concat(toString(number - 1), '_', joined.3), null) as previous
            from (select person, arrayPopFront(arrayPushBack(path_basic, '')) as later, arrayMap((x, y) -> if(x = y, 0, 1), path_basic, later) as mapping,
                         arraySlice(arrayFilter((x, y) -> y, path_basic, mapping), 1, 5) as limited_path,
                         arrayDifference(arraySlice(arrayFilter((x, y) -> y, time, mapping), 1, 5)) as gaps,
                         arrayZip(limited_path, gaps, arrayPopBack(arrayPushFront(limited_path, ''))) as zipped, joined, number
                    from (select person, visit.1 as path_basic, visit.2 as time
                            from (select person, arraySplit(x -> if(x.3 <= 86400000, 0, 1), arrayZip(paths, times, arrayDifference(times))) as visits
                                    from (select person, groupArray(at) as times, groupArray(item) as paths
                                            from (select person, at, item from (${joined(7, `toUnixTimestamp64Milli(e.timestamp) as at, ${item} as item`)}) order by person, at)
                                           group by person))
                           array join visits as visit)
                   array join zipped as joined, arrayEnumerate(zipped) as number))
   where isNotNull(previous) group by previous, item order by visits desc, previous, item limit 1000`;

/**
 * Lists of days, and the places of those in the list of the span's days. Rows `{ cohort, later, people }`.
 */
const begin = "(toDateTime64({to: String}, 6, 'UTC') - interval 14 day)";
export const retention = `
  select toFloat64(breakdown) as cohort, toFloat64(intervals) as later, toFloat64(count(distinct person)) as people
    from (select person,
                 arraySort(groupUniqArrayIf(toStartOfDay(at), event = ${step(1)} and at >= toStartOfDay(${begin}) and at < toDateTime64({to: String}, 6, 'UTC'))) as targets,
                 arraySort(groupUniqArrayIf(toStartOfDay(at), event = ${step(4)})) as returning,
                 arrayMap(x -> toStartOfDay(${begin}) + toIntervalDay(x), range(0, 14)) as days,
                 arrayJoin(arrayFilter(x -> x > -1, arrayMap((place, day) -> if(has(targets, day), place - 1, -1), arrayEnumerate(days), days))) as breakdown,
                 arrayJoin(arrayMap(day -> indexOf(arraySlice(days, breakdown + 1), day) - 1, returning)) as intervals
            from (${joined(14, 'e.timestamp as at, e.event as event', `e.event in (${step(1)}, ${step(4)})`)})
           group by person)
   where intervals >= 0 group by cohort, later order by cohort, later`;

/** Rows `{ at, people }`. */
export const dailyPeople = `
  select toUnixTimestamp(slot) as at, toFloat64(sum(total)) as people
    from (select toStartOfDay(at) as slot, count(distinct person) as total from (${joined(28, 'e.timestamp as at', `e.event = ${step(1)}`)}) group by slot)
   group by slot order by slot`;
