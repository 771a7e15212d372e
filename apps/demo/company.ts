/**
 * Casa Aurora: a shoe shop that does not exist. Everybody in it is made up, every event says so (`context.synthetic`).
 *
 * Pure: the same `now` makes the same company, with two busy months behind it and regulars of two years.
 */

import { regularsOf } from './regulars.ts';

type Event = Record<string, unknown>;

const dayMs = 86_400_000;
const days = 60;
const people = 300;
const firstNames = [
  'Alba',
  'Bruno',
  'Chiara',
  'Dario',
  'Elena',
  'Fabio',
  'Greta',
  'Ivo',
  'Lia',
  'Marco',
  'Nora',
  'Olga',
  'Pietro',
  'Rosa',
  'Sara',
  'Tullio',
];
const lastNames = ['Ferri', 'Galli', 'Longo', 'Marini', 'Neri', 'Orsi', 'Pace', 'Riva', 'Sala', 'Testa', 'Valli', 'Zanni'];
const cities = ['Verona', 'Bologna', 'Torino', 'Lecce', 'Trieste'];
const shoes = [
  { product_id: 'aur-01', name: 'Trail runner', price: 119 },
  { product_id: 'aur-02', name: 'City loafer', price: 139 },
  { product_id: 'aur-03', name: 'Canvas low', price: 59 },
  { product_id: 'aur-04', name: 'Hiking boot', price: 189 },
];

/** mulberry32: small, fast, the same everywhere. Good enough to scatter events, not for anything secret. */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface Company {
  name: string;
  /** As a shop's own server would send them: oldest first. */
  past: Event[];
}

export function foundCompany(now: number): Company {
  const chance = chanceOf(1597);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(chance() * list.length)] as T;
  const past: { at: number; event: Event }[] = [];
  const add = (at: number, event: Event) => {
    const context = { ...(event.context as object), synthetic: true, library: { name: 'casa-aurora', version: '1' } };
    past.push({ at, event: { ...event, context, timestamp: new Date(at).toISOString(), messageId: `aurora-${past.length}` } });
  };

  for (let person = 0; person < people; person += 1) {
    const userId = `aurora-${1000 + person}`;
    const [first, last] = [pick(firstNames), pick(lastNames)];
    let at = now - days * dayMs + chance() * 56 * dayMs;
    const email = `${first}.${last}.${person}@mail.example`.toLowerCase();
    add(at, { type: 'identify', userId, traits: { email, name: `${first} ${last}`, city: pick(cities), plan: 'guest' } });
    for (let visit = 0; visit < 2 + chance() * 5; visit += 1) {
      at += chance() * 9 * dayMs;
      if (at > now) break;
      const shoe = pick(shoes);
      add(at, { type: 'page', userId, name: 'Shop' });
      add(at + 20_000, { type: 'track', userId, event: 'Product Viewed', properties: shoe });
      if (chance() < 0.45) add(at + 90_000, { type: 'track', userId, event: 'Product Added', properties: shoe });
      if (chance() < 0.3) {
        const order_id = `A${past.length}`;
        add(at + 200_000, {
          type: 'track',
          userId,
          event: 'Order Completed',
          properties: { order_id, total: shoe.price, currency: 'EUR', product: shoe.name },
        });
        if (chance() < 0.2)
          add(at + 2 * dayMs, {
            type: 'track',
            userId,
            event: 'Delivery Late',
            properties: { order_id, days_late: 1 + Math.floor(chance() * 4) },
          });
        if (chance() < 0.5) add(at + 3 * dayMs, { type: 'identify', userId, traits: { plan: 'member' } });
      }
    }
  }
  for (const { at, event } of regularsOf(now)) add(at, event);
  const heard = past.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
  return { name: 'Casa Aurora (demo, synthetic)', past: heard.map(({ event }) => event) };
}
