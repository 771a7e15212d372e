/**
 * The best SQL we know to write by hand for one question each: nothing in it is general, and all of it counts people, not senders.
 * Bound: `workspace`, `to` and the steps.
 */
const person = "dictGetOrDefault('customers_person_of', 'person', sender, sender)";
const within = (days: number, also = 0) =>
  `workspace = {workspace: UUID} and occurred_at >= toDateTime64({to: String}, 3, 'UTC') - interval ${days} day and occurred_at < toDateTime64({to: String}, 3, 'UTC') + interval ${also} day`;
export const step = (n: number) => `{steps: Array(String)}[${n}]`;

// Ways begin within the span and may end after it.
const isStep = [1, 2, 3, 4]
  .map((n) => `name = ${step(n)}${n === 1 ? " and occurred_at < toDateTime64({to: String}, 3, 'UTC')" : ''}`)
  .join(', ');
const millis = 'toUnixTimestamp64Milli(occurred_at)';

/** How many came how far: the engine's own function for it. It tells no times. Rows `{ people }`. */
export const funnelCounts = `
  select [${[1, 2, 3, 4].map((n) => `toFloat64(countIf(level >= ${n}))`).join(', ')}] as people
    from (select ${person} as person, windowFunnel(604800000)(toUInt64(${millis}), ${isStep}) as level
            from listen_events where ${within(28, 7)} and name in {steps: Array(String)} group by person)`;

/** … and how long it took them, by the engine's function for matches (which knows no window: its times are those of the first match). */
export const funnelTimes = `
  select [${[1, 2, 3, 4].map((n) => `toFloat64(countIf(level >= ${n}))`).join(', ')}] as people,
         [${[2, 3, 4].map((n) => `quantilesExactIf(0.5, 0.9)(found[${n}] - found[${n - 1}], level >= ${n})`).join(', ')}] as times
    from (select ${person} as person, windowFunnel(604800000)(toUInt64(${millis}) as at, ${isStep}) as level,
                 sequenceMatchEvents('(?1).*(?2).*(?3).*(?4)')(at, ${isStep}) as found
            from listen_events where ${within(28, 7)} and name in {steps: Array(String)} group by person)
   where level > 0`;

/** Rows `{ at, here, then, visits }`. */
export const paths = `
  select toFloat64(place) as at, way[place] as here, way[place + 1] as then, toFloat64(count()) as visits
    from (select way, arrayJoin(arrayEnumerate(way)) as place
            from (select arraySlice(arrayCompact(arrayMap(x -> x.2, arrayJoin(arraySplit((x, gap) -> gap > 86400000, deeds, arrayDifference(arrayMap(x -> x.1, deeds)))))), 1, 5) as way
                    from (select ${person} as person, arraySort(groupArray((${millis}, name))) as deeds
                            from listen_events where ${within(7)} group by person)))
   group by place, here, then`;

/** Rows `{ cohort, later, people }`. */
export const retention = `
  select toFloat64(day) as cohort, toFloat64(back - day) as later, toFloat64(count()) as people
    from (select day, arrayJoin(arrayFilter(x -> x >= day, backs)) as back
            from (select arrayJoin(bitPositionsToArray(firsts)) as day, bitPositionsToArray(back) as backs from (select ${person} as person, groupBitOrIf(bit, name = ${step(1)}) as firsts, groupBitOrIf(bit, name = ${step(4)}) as back
                    from (select sender, name, bitShiftLeft(toUInt64(1), toUInt8(toRelativeDayNum(occurred_at) - toRelativeDayNum(toDateTime64({to: String}, 3, 'UTC')) + 14)) as bit
                            from listen_events where ${within(14)} and name in (${step(1)}, ${step(4)}))
                   group by person)))
   group by day, later`;

/** Rows `{ at, people }`. */
export const dailyPeople = `
  select toUnixTimestamp(toStartOfDay(occurred_at)) as at, toFloat64(uniqExact(${person})) as people
    from listen_events where ${within(28)} and name = ${step(1)} group by at with totals`;

/** An event without the property is not one with an empty word. Rows `{ at, word, value }`. */
export const sumByProperty = `
  select toUnixTimestamp(toStartOfDay(occurred_at)) as at, if(mapContains(text, 'category'), text['category'], null) as word, sum(num['price']) as value
    from listen_events where ${within(28)} and name = ${step(1)} and mapContains(num, 'price') group by at, word`;

/** Everybody the shop knows who did both, whenever it was. Rows `{ size }`. */
export const segmentSize = `
  select toFloat64(count()) as size from customers_profile final
   where workspace = {workspace: UUID}
     and person in (select ${person} from listen_events where workspace = {workspace: UUID} and name = ${step(4)})
     and person in (select ${person} from listen_events where workspace = {workspace: UUID} and name = 'Support Asked')`;
