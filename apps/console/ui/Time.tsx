/** Instants and money as the reader's locale writes them. */
import { useSyncExternalStore } from 'react';
import { useFormat } from './format.ts';

/** One ticking clock for the whole page: all who watch it move together, and no timer runs when nobody does. */
function createTicking(everyMs: number): () => number {
  const listeners = new Set<() => void>();
  let now = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  const watch = (listener: () => void) => {
    listeners.add(listener);
    timer ??= setInterval(() => {
      now = Date.now();
      for (const one of listeners) one();
    }, everyMs);
    now = Date.now();
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
  };
  return () => useSyncExternalStore(watch, () => now);
}

const useSlowNow = createTicking(10_000);
/** The present, every second: for what counts down. */
export const useNow = createTicking(1_000);

/** "3 minutes ago", kept current; the exact time is its title and its machine-readable value. */
export function RelativeTime({ at }: { at: string }) {
  const format = useFormat();
  const present = useSlowNow();
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
