/** Numbers, money, dates and durations in the reader's language. Formatters are kept: making one costs more than using it. */
import { useTranslation } from 'react-i18next';

type Instant = string | number | Date;

function createFormat(language: string) {
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const exact = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const compact = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  const dateTime = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const dateTimeExact = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'medium' });
  const clock = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const list = new Intl.ListFormat(language, { type: 'conjunction' });
  const moneyIn = new Map<string, Intl.NumberFormat>();

  const unit = (value: number, name: string, unitDisplay: 'short' | 'long' | 'narrow' = 'short') =>
    new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay, maximumFractionDigits: 0 }).format(value);

  return {
    whole: (value: number | bigint) => whole.format(value),
    exact: (value: number) => exact.format(value),
    /** 12,345 → 12K; for figures that only give a feeling of size. */
    compact: (value: number) => compact.format(value),
    /** 0.5 → 50% */
    percent: (share: number) => percent.format(share),
    date: (at: Instant) => date.format(new Date(at)),
    dateTime: (at: Instant) => dateTime.format(new Date(at)),
    /** With seconds, for what must be told apart. */
    dateTimeExact: (at: Instant) => dateTimeExact.format(new Date(at)),
    time: (at: Instant) => time.format(new Date(at)),
    /** Hours and minutes, for axes. */
    clock: (at: Instant) => clock.format(new Date(at)),
    list: (items: string[]) => list.format(items),
    /** Money in the currency's own unit, as measures give it. */
    amount: (value: number, currency: string) =>
      new Intl.NumberFormat(language, { style: 'currency', currency, maximumFractionDigits: 2 }).format(value),
    /** `minor` counts the currency's smallest unit (cents), as money is stored. */
    money(minor: bigint | number, currency: string) {
      let format = moneyIn.get(currency);
      if (!format) {
        format = new Intl.NumberFormat(language, { style: 'currency', currency });
        moneyIn.set(currency, format);
      }
      const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
      // A decimal string keeps every cent of a bigint; Intl takes it exactly.
      const text = String(minor)
        .replace('-', '')
        .padStart(digits + 1, '0');
      const decimal = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
      return format.format(`${minor < 0 ? '-' : ''}${decimal}` as unknown as number);
    },
    /** "3 minutes ago", "in 2 days". */
    relative(at: Instant, now: number) {
      const seconds = (new Date(at).getTime() - now) / 1000;
      for (const [name, size] of STEPS) {
        if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), name);
      }
      return relative.format(Math.trunc(seconds), 'second');
    },
    /** Seconds as at most two units: "1 hr 5 min", "40 sec". */
    duration(seconds: number) {
      const parts: [number, string][] = [
        [Math.floor(seconds / 86_400), 'day'],
        [Math.floor((seconds % 86_400) / 3600), 'hour'],
        [Math.floor((seconds % 3600) / 60), 'minute'],
        [Math.floor(seconds % 60), 'second'],
      ];
      const first = parts.findIndex(([value]) => value > 0);
      if (first < 0) return unit(0, 'second');
      return parts
        .slice(first, first + 2)
        .filter(([value]) => value > 0)
        .map(([value, name]) => unit(value, name))
        .join(' ');
    },
    /** Seconds as narrow as they are read at a glance: "1h 5m", "12m", "40s". */
    brief(seconds: number) {
      const narrow = (value: number, name: string) => unit(value, name, 'narrow');
      if (seconds >= 172_800) return narrow(Math.floor(seconds / 86_400), 'day');
      const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
      if (hours > 0) return minutes > 0 ? `${narrow(hours, 'hour')} ${narrow(minutes, 'minute')}` : narrow(hours, 'hour');
      return minutes > 0 ? narrow(minutes, 'minute') : narrow(Math.max(0, Math.floor(seconds)), 'second');
    },
    bytes(size: number) {
      const names = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
      const step = size < 1000 ? 0 : Math.min(names.length - 1, Math.floor(Math.log10(size) / 3));
      // Short, a single unit has no plural: "512 byte".
      const unitDisplay = step === 0 ? 'long' : 'short';
      return unit(size / 1000 ** step, names[step] ?? 'byte', unitDisplay);
    },
  };
}

const STEPS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

export type Format = ReturnType<typeof createFormat>;

const kept = new Map<string, Format>();

export function formatIn(language: string): Format {
  let format = kept.get(language);
  if (!format) {
    format = createFormat(language);
    kept.set(language, format);
  }
  return format;
}

export function useFormat(): Format {
  return formatIn(useTranslation().i18n.language);
}
