/**
 * What the live screen holds: the newest events that pass its filter, at most as many as anyone scrolls through, and how much
 * went by. No timers and no DOM: the hook beside decides when to look.
 */
import type { LiveEvent } from '#listen/contract';

export interface LiveFilter {
  /** Part of the event's name or of its sender's identifier. */
  search?: string | undefined;
  source?: string | undefined;
  kind?: string | undefined;
}

export interface LiveMessage {
  events: LiveEvent[];
  skipped: number;
  sentAt: string;
}

const KEEP = 500;
const RATE_OVER_MS = 5_000;
const DELAYS = 300;

export class LiveFeed {
  readonly #filter: LiveFilter;
  #events: LiveEvent[] = [];
  #known = new Set<string>();
  #beats: { at: number; count: number }[] = [];
  #heard = 0;
  #skipped = 0;
  #unpainted: number[] = [];
  #delays: number[] = [];
  #clockGap = Number.POSITIVE_INFINITY;

  constructor(filter: LiveFilter) {
    const search = filter.search?.trim().toLowerCase();
    this.#filter = { ...filter, search };
  }

  /** A message as it arrived, `now` by this browser's clock (milliseconds since the epoch). */
  hear({ events, skipped, sentAt }: LiveMessage, now: number): void {
    this.#beats.push({ at: now, count: events.length + skipped });
    this.#skipped += skipped;
    // Two clocks never agree. The fastest message shows by how much they differ: what is left of it is the shortest way here.
    this.#clockGap = Math.min(this.#clockGap, now - Date.parse(sentAt));
    // Newest first, as they stand on the screen.
    const added = events.filter((event) => this.#take(event)).toReversed();
    if (added.length === 0) return;
    this.#heard += added.length;
    for (const { receivedAt } of added) this.#unpainted.push(Date.parse(receivedAt));
    this.#events = [...added, ...this.#events];
    this.#forgetOldest();
  }

  /** Events that were kept before we listened, or while the connection was lost. */
  fill(older: LiveEvent[]): void {
    const missing = older.filter((event) => this.#take(event));
    if (missing.length === 0) return;
    this.#events = [...this.#events, ...missing].sort((a, b) => Date.parse(b.receivedAt) - Date.parse(a.receivedAt));
    this.#forgetOldest();
  }

  /** When those events were accepted that were never drawn before: hand them back to `painted` once they are. */
  drawing(): number[] {
    return this.#unpainted.splice(0);
  }

  painted(acceptedAt: number[], now: number): void {
    for (const at of acceptedAt) this.#delays.push(Math.max(0, now - this.#clockGap - at));
    this.#delays = this.#delays.slice(-DELAYS);
  }

  /** Newest first. A new array whenever it changed. */
  events(): readonly LiveEvent[] {
    return this.#events;
  }

  /** Shown events so far: the difference of two readings is what came in between. */
  heard(): number {
    return this.#heard;
  }

  figures(now: number): { perSecond: number; skipped: number; freshness: number | undefined } {
    this.#beats = this.#beats.filter(({ at }) => at > now - RATE_OVER_MS);
    const counted = this.#beats.reduce((sum, { count }) => sum + count, 0);
    return { perSecond: counted / (RATE_OVER_MS / 1000), skipped: this.#skipped, freshness: percentile95(this.#delays) };
  }

  #take(event: LiveEvent): boolean {
    if (this.#known.has(event.id) || !passes(event, this.#filter)) return false;
    this.#known.add(event.id);
    return true;
  }

  #forgetOldest(): void {
    for (const { id } of this.#events.slice(KEEP)) this.#known.delete(id);
    this.#events = this.#events.slice(0, KEEP);
  }
}

function passes({ name, sender, sourceId, kind }: LiveEvent, filter: LiveFilter): boolean {
  if (filter.source && filter.source !== sourceId) return false;
  if (filter.kind && filter.kind !== kind) return false;
  return !filter.search || `${name} ${sender.value}`.toLowerCase().includes(filter.search);
}

function percentile95(values: number[]): number | undefined {
  if (values.length === 0) return undefined;
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1];
}
