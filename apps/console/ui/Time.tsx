/** Instants and money as the reader's locale writes them. */
import { useSyncExternalStore } from 'react';
import { useFormat } from './format.ts';

/** One ticking clock for the whole page: every relative time moves together, and no timer runs when none is shown. */
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function watchClock(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const one of listeners) one();
  }, 10_000);
  now = Date.now();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** "3 minutes ago", kept current; the exact time is its title and its machine-readable value. */
export function RelativeTime({ at }: { at: string }) {
  const format = useFormat();
  const present = useSyncExternalStore(watchClock, () => now);
  return (
    <time dateTime={at} title={format.dateTime(at)}>
      {format.relative(at, present)}
    </time>
  );
}

export function DateTime({ at, dateOnly = false }: { at: string; dateOnly?: boolean }) {
  const format = useFormat();
  return <time dateTime={at}>{dateOnly ? format.date(at) : format.dateTime(at)}</time>;
}

/** `minor` counts the currency's smallest unit, as money is stored. */
export function Money({ minor, currency }: { minor: bigint | number; currency: string }) {
  return <span className="figure">{useFormat().money(minor, currency)}</span>;
}
