/** Dates and times in the formats files really have, to instants. Wall-clock times are placed by their zone. */
import type { DateStyle } from '../contract.ts';
import { plainNumber } from './numbers.ts';
import { createZone, type Zone } from './zones.ts';

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  ms: number;
  /** Minutes east of UTC, when the text states it. */
  offset?: number;
  afternoon?: boolean;
}

/** Answers milliseconds since the epoch, or undefined when the text is not of this format. */
type Format = (value: unknown, zone: Zone) => number | undefined;

const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/u;

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const monthNames =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?';
const weekdays = '(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?';

const offsetOf = (text: string): number => {
  if (/^z$/iu.test(text)) return 0;
  const digits = text.replace(/\D/gu, '');
  return (text.startsWith('-') ? -1 : 1) * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0));
};

const msOf = (fraction: string | undefined) => (fraction === undefined ? 0 : Number(fraction.padEnd(3, '0').slice(0, 3)));

/** What each letter reads: a pattern and where its text goes. Day and month take one or two digits, as files mix them. */
const letters: Record<string, { pattern: string; put?: (parts: Parts, text: string) => void }> = {
  d: {
    pattern: String.raw`\d{1,2}`,
    put: (parts, text) => {
      parts.day = Number(text);
    },
  },
  m: {
    pattern: String.raw`\d{1,2}`,
    put: (parts, text) => {
      parts.month = Number(text);
    },
  },
  M: {
    pattern: monthNames,
    put: (parts, text) => {
      parts.month = months.indexOf(text.slice(0, 3).toLowerCase()) + 1;
    },
  },
  Y: {
    pattern: String.raw`\d{4}`,
    put: (parts, text) => {
      parts.year = Number(text);
    },
  },
  // POSIX: 69 to 99 belong to the last century.
  y: {
    pattern: String.raw`\d{2}`,
    put: (parts, text) => {
      parts.year = Number(text) + (Number(text) >= 69 ? 1900 : 2000);
    },
  },
  H: {
    pattern: String.raw`\d{1,2}`,
    put: (parts, text) => {
      parts.hour = Number(text);
    },
  },
  i: {
    pattern: String.raw`\d{2}`,
    put: (parts, text) => {
      parts.minute = Number(text);
    },
  },
  s: {
    pattern: String.raw`\d{2}`,
    put: (parts, text) => {
      parts.second = Number(text);
    },
  },
  u: {
    pattern: String.raw`\d{1,9}`,
    put: (parts, text) => {
      parts.ms = msOf(text);
    },
  },
  A: {
    pattern: String.raw`[AaPp]\.?[Mm]\.?`,
    put: (parts, text) => {
      parts.afternoon = text[0]?.toLowerCase() === 'p';
    },
  },
  P: {
    pattern: String.raw`[Zz]|[+-]\d{2}:?\d{2}`,
    put: (parts, text) => {
      parts.offset = offsetOf(text);
    },
  },
  D: { pattern: weekdays },
};
const sameAs: Record<string, string> = { j: 'd', n: 'm', F: 'M', G: 'H', h: 'H', g: 'H', v: 'u', a: 'A', O: 'P', p: 'P', l: 'D' };

const blank = (): Parts => ({ year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, ms: 0 });

/** The instant of the parts, or undefined for days and times that do not exist (31 February, 25:00). */
function instantOf(parts: Parts, zone: Zone): number | undefined {
  let { hour } = parts;
  if (parts.afternoon !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (parts.afternoon ? 12 : 0);
  }
  if (hour > 23 || parts.minute > 59 || parts.second > 59 || parts.month < 1 || parts.month > 12 || parts.day < 1)
    return undefined;
  const wall = Date.UTC(parts.year, parts.month - 1, parts.day, hour, parts.minute, parts.second, parts.ms);
  // Date.UTC reads years below 100 as 19xx, and carries 31 April over into May: both are refused.
  if (parts.year < 100 || new Date(wall).getUTCDate() !== parts.day) return undefined;
  if (parts.offset === undefined) return zone.instantOf(wall);
  return Math.abs(parts.offset) > 18 * 60 ? undefined : wall - parts.offset * 60_000;
}

const readIso: Format = (value, zone) => {
  if (typeof value !== 'string') return undefined;
  const found = iso.exec(value.trim());
  if (!found) return undefined;
  const [, year, month, day, hour, minute, second, fraction, offset] = found;
  return instantOf(
    {
      year: Number(year),
      month: Number(month),
      day: Number(day),
      hour: Number(hour ?? 0),
      minute: Number(minute ?? 0),
      second: Number(second ?? 0),
      ms: msOf(fraction),
      ...(offset === undefined ? {} : { offset: offsetOf(offset) }),
    },
    zone,
  );
};

/** The span ECMAScript dates cover. */
const inRange = (ms: number) => (Math.abs(ms) <= 8.64e15 ? Math.trunc(ms) : undefined);

const readEpoch =
  (unit: number): Format =>
  (value) => {
    const number = plainNumber(value);
    return number === undefined ? undefined : inRange(number * unit);
  };

/** Builds a reader from letters such as `d/m/Y H:i`. Every quantifier is bounded, so matching is linear. */
function compileLetters(format: string): Format {
  let pattern = '';
  const puts: ((parts: Parts, text: string) => void)[] = [];
  for (let at = 0; at < format.length; at += 1) {
    const sign = format.charAt(at);
    const letter = letters[sameAs[sign] ?? sign];
    if (sign === '\\') {
      at += 1;
      pattern += format.charAt(at).replace(/[^\w\s]/u, String.raw`\$&`);
    } else if (letter) {
      pattern += letter.put ? `(${letter.pattern})` : `(?:${letter.pattern})`;
      if (letter.put) puts.push(letter.put);
    } else {
      pattern += /\s/u.test(sign) ? String.raw`\s{1,4}` : sign.replace(/[^\w]/u, String.raw`\$&`);
    }
  }
  const shape = new RegExp(`^${pattern}$`, 'i');
  return (value, zone) => {
    if (typeof value !== 'string' || value.length > 100) return undefined;
    const found = shape.exec(value.trim());
    if (!found) return undefined;
    const parts = blank();
    puts.forEach((put, index) => {
      put(parts, found[index + 1] ?? '');
    });
    return instantOf(parts, zone);
  };
}

function compileFormat(format: string): Format {
  if (format === 'iso') return readIso;
  if (format === 'epoch') return readEpoch(1000);
  if (format === 'epochMs') return readEpoch(1);
  return compileLetters(format);
}

/** A reader for one style: answers what `to` asks for, or undefined when no format fits. */
export function compileDate(style: DateStyle, documentZone: string): (value: unknown) => string | number | undefined {
  const zone = createZone(style.zone ?? documentZone);
  const formats = style.formats.map(compileFormat);
  const read = (value: unknown) => {
    for (const format of formats) {
      const ms = format(value, zone) ?? Number.NaN;
      if (Number.isNaN(ms) || inRange(ms) === undefined) continue;
      if (style.to === 'epochMs') return ms;
      if (style.to === 'epoch') return ms / 1000;
      if (style.to === 'epochDays') return ms / 86_400_000;
      return style.to === 'day' ? new Date(zone.wallOf(ms)).toISOString().slice(0, 10) : new Date(ms).toISOString();
    }
    return undefined;
  };
  // Rows beside each other share their time more often than not, and one row asks for it more than once.
  let last: { value: unknown; result: string | number | undefined } = { value: undefined, result: undefined };
  return (value) => {
    if (value !== last.value) last = { value, result: read(value) };
    return last.result;
  };
}
