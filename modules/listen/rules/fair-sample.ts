/** A bounded sample in which the rare is not drowned by the frequent: every kind of thing gets a place before any gets two. */
export interface FairSample<T> {
  add(item: T, kindOfThing: string): void;
  /** What was taken, in the order it came; how many were not; how many places nobody took. */
  take(): { items: T[]; skipped: number; left: number };
}

interface Taken<T> {
  order: number;
  item: T;
}

export function createFairSample<T>(places: number): FairSample<T> {
  const firsts: Taken<T>[] = [];
  const others: Taken<T>[] = [];
  const known = new Set<string>();
  let order = 0;
  return {
    add(item, kindOfThing) {
      const taken = { order, item };
      order += 1;
      const full = firsts.length + others.length >= places;
      if (!known.has(kindOfThing) && firsts.length < places) {
        known.add(kindOfThing);
        firsts.push(taken);
        if (full) others.pop();
      } else if (!full) {
        others.push(taken);
      }
    },
    take() {
      const items = [...firsts, ...others].sort((a, b) => a.order - b.order).map(({ item }) => item);
      return { items, skipped: order - items.length, left: places - items.length };
    },
  };
}
