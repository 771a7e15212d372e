/** Public holidays of countries and regions (date-holidays behind this one door; data CC BY-SA 3.0, see NOTICE). */
import type Holidays from 'date-holidays';
import type { Calendar } from '../contract/clocks.ts';

const day = 86_400_000;

type Place = NonNullable<Calendar['holidays']>;

/** The library and its data are some megabytes: read when the first calendar with holidays is. */
let library: Promise<typeof Holidays> | undefined;
function read(): Promise<typeof Holidays> {
  library ??= import('date-holidays').then((module) => module.default);
  return library;
}

/** Whether the list knows the place: what a calendar may name. */
export async function knowsPlace({ country, state }: Place): Promise<boolean> {
  const list = new (await read())();
  if (!Object.hasOwn(list.getCountries(), country)) return false;
  return state === null || Object.hasOwn(list.getStates(country) ?? {}, state);
}

/** Dates (`YYYY-MM-DD`) on which a place's public holidays fall, in order. Empty when the list does not know the place. */
export async function publicHolidays(place: Place, years: { from: number; to: number }): Promise<string[]> {
  if (!(await knowsPlace(place))) return [];
  const Library = await read();
  const list = place.state === null ? new Library(place.country) : new Library(place.country, place.state);
  const dates = new Set<number>();
  for (let year = years.from; year <= years.to; year += 1) {
    for (const { date, start, end, type } of list.getHolidays(year)) {
      if (type !== 'public') continue;
      const first = Date.parse(`${date.slice(0, 10)}T00:00Z`);
      const length = Math.max(1, Math.round((end.getTime() - start.getTime()) / day));
      for (let at = 0; at < length; at += 1) dates.add(first + at * day);
    }
  }
  return [...dates].sort((a, b) => a - b).map((date) => new Date(date).toISOString().slice(0, 10));
}
