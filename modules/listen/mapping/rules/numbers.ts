/**
 * Numbers as people write them, and arithmetic that agrees with paper. 6 × 2.55 is 15.3 here, not 15.299999999999999: operands
 * are taken as the decimals they are written as, the exact result is answered as the nearest double.
 */
import type { NumberStyle } from '../contract.ts';

const plain = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/u;

/** Reads a number written with a point; undefined when it is none, or not finite. */
export function plainNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (!plain.test(text)) return undefined;
  const read = Number(text);
  return Number.isFinite(read) ? read : undefined;
}

const escaped = (sign: string) => sign.replace(/[.]/u, String.raw`\.`);

/** A reader for one style. Groups must be of three digits, so that 1,5 is never read as 15. */
export function compileNumber(style: NumberStyle): (value: unknown) => number | undefined {
  if (style.decimal === '.' && style.thousands === '') return plainNumber;
  const group = style.thousands === ' ' ? '[ \\u00a0\\u202f]' : escaped(style.thousands);
  const whole = style.thousands === '' ? String.raw`\d+` : String.raw`(?:\d{1,3}(?:${group}\d{3})+|\d+)`;
  const shape = new RegExp(String.raw`^[+-]?${whole}(?:${escaped(style.decimal)}\d+)?$`, 'u');
  const groups = style.thousands === '' ? undefined : new RegExp(group, 'gu');
  return (value) => {
    if (typeof value !== 'string') return plainNumber(value);
    const text = value.trim();
    if (!shape.test(text)) return undefined;
    return plainNumber((groups ? text.replace(groups, '') : text).replace(style.decimal, '.'));
  };
}

/** A finite number as units × 10^-scale; undefined where its shortest writing has an exponent. */
function decimalOf(value: number): { units: number; scale: number } | undefined {
  if (Number.isSafeInteger(value)) return { units: value, scale: 0 };
  const text = String(value);
  if (text.includes('e')) return undefined;
  const dot = text.indexOf('.');
  if (dot < 0) return undefined;
  const units = Number(text.slice(0, dot) + text.slice(dot + 1));
  return Number.isSafeInteger(units) ? { units, scale: text.length - dot - 1 } : undefined;
}

/** Nearest double of units × 10^-scale. Division of two exact integers is correctly rounded (IEEE 754). */
function fromDecimal(units: bigint | number, scale: number): number {
  if (scale <= 22 && Number.isSafeInteger(Number(units))) return Number(units) / 10 ** scale;
  return Number(`${units}e-${scale}`);
}

export function multiply(a: number, b: number): number {
  const [left, right] = [decimalOf(a), decimalOf(b)];
  if (!(left && right)) return a * b;
  const units = left.units * right.units;
  const exact = Number.isSafeInteger(units) ? units : BigInt(left.units) * BigInt(right.units);
  return fromDecimal(exact, left.scale + right.scale);
}

export function add(a: number, b: number): number {
  const [left, right] = [decimalOf(a), decimalOf(b)];
  if (!(left && right)) return a + b;
  const scale = Math.max(left.scale, right.scale);
  const units = left.units * 10 ** (scale - left.scale) + right.units * 10 ** (scale - right.scale);
  if (Math.abs(units) < 2 ** 52) return fromDecimal(units, scale);
  const exact = BigInt(left.units) * 10n ** BigInt(scale - left.scale) + BigInt(right.units) * 10n ** BigInt(scale - right.scale);
  return fromDecimal(exact, scale);
}

/** To `places` decimals, half away from zero: 2.345 → 2.35 and -2.345 → -2.35, judged on the decimal as written. */
export function round(value: number, places: number): number {
  const decimal = decimalOf(value);
  // More digits than a double can be sure of: halves are no longer told apart, nearest will do.
  if (!decimal) return Number(value.toFixed(places));
  if (decimal.scale <= places) return value;
  const rounded = Math.round(Math.abs(decimal.units) / 10 ** (decimal.scale - places));
  return fromDecimal(Math.sign(decimal.units) * rounded, places) + 0;
}
