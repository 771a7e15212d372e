/** Expressions: where a value comes from, then what is done to it, in the order the language lists. */
import { createHash } from 'node:crypto';
import { type Cast, type Expression, type ExpressionObject, templatePaths } from '../contract.ts';
import type { Compiler, Evaluate } from './compiler.ts';
import { compileCondition } from './conditions.ts';
import { compileDate } from './dates.ts';
import { add, compileNumber, multiply, plainNumber, round } from './numbers.ts';
import { compilePath } from './path.ts';
import { Fault, isMissing, shown, textOf } from './values.ts';

/** Turns a found value into another, or a fault. */
type Step = (value: unknown) => unknown;

const style = { decimal: '.', thousands: '' } as const;
const truths = { true: ['true', 'yes', 'y', 't', '1'], false: ['false', 'no', 'n', 'f', '0'] };
const isoDate = { formats: ['iso'], to: 'instant' as const };

export function compileExpression(compiler: Compiler, expression: Expression, target: string): Evaluate {
  if (typeof expression === 'string') return compileTemplate(compiler, expression);
  if (typeof expression !== 'object' || expression === null) return () => expression ?? undefined;
  const field = fieldOf(expression);
  const read = compileSource(compiler, expression, target);
  const steps = stepsOf(compiler, expression, target, field);
  const nothing = new Set([...compiler.missing, ...(expression.missing ?? [])]);
  const fallback = expression.default;
  const absent = expression.required === undefined ? undefined : new Fault(field, expression.required);
  const when = expression.when && compileCondition(compiler, expression.when, `${target}.when`);
  return (scope) => {
    if (when && !when(scope)) return undefined;
    let value = read(scope);
    if (typeof value === 'string' && nothing.has(value.trim())) value = undefined;
    for (const step of steps) {
      if (isMissing(value) || value instanceof Fault) break;
      value = step(value);
    }
    if (value instanceof Fault) return value.field === null ? new Fault(field, value.message) : value;
    if (!isMissing(value)) return value;
    return fallback ?? absent;
  };
}

/** The field to name when an expression fails: the first it reads. */
export function fieldOf(expression: Expression): string | null {
  if (typeof expression === 'string') return templatePaths(expression)[0] ?? null;
  if (typeof expression !== 'object' || expression === null) return null;
  if (expression.field !== undefined) return expression.field;
  if (expression.template !== undefined) return fieldOf(expression.template);
  const { first, sum, subtract, multiply: product, hash, list } = expression;
  for (const part of first ?? sum ?? subtract ?? product ?? hash ?? list ?? []) {
    const field = fieldOf(part);
    if (field !== null) return field;
  }
  return null;
}

function compileTemplate(compiler: Compiler, text: string): Evaluate {
  const paths = templatePaths(text);
  const clean = (value: unknown) => (typeof value === 'string' && compiler.missing.has(value.trim()) ? undefined : value);
  if (paths.length === 0) return () => text;
  if (paths.length === 1 && /^\s*\{\{[^}]*\}\}\s*$/u.test(text)) {
    const read = compilePath(paths[0] ?? '$', compiler.withItem);
    return (scope) => clean(read(scope)) ?? undefined;
  }
  const reads = paths.map((path) => compilePath(path, compiler.withItem));
  const between = text.split(/\{\{.*?\}\}/su);
  return (scope) => {
    let built = between[0] ?? '';
    for (let index = 0; index < reads.length; index += 1) {
      const value = clean(reads[index]?.(scope));
      // `order:` without its number would make strangers one: a template with a missing part is missing.
      if (isMissing(value)) return undefined;
      const part = textOf(value);
      if (part === undefined) return new Fault(paths[index] ?? null, `${shown(value)} does not fit into a text`);
      built += part + (between[index + 1] ?? '');
    }
    return built;
  };
}

function compileSource(compiler: Compiler, given: ExpressionObject, target: string): Evaluate {
  const all = (parts: Expression[], word: string) =>
    parts.map((part, index) => compiler.expression(part, `${target}.${word}[${index}]`));
  if (given.field !== undefined) return compilePath(given.field, compiler.withItem);
  if (given.value !== undefined) return () => given.value;
  if (given.template !== undefined) return compileTemplate(compiler, given.template);
  if (given.first) {
    const reads = all(given.first, 'first');
    return (scope) => {
      for (const read of reads) {
        const value = read(scope);
        if (!isMissing(value)) return value;
      }
      return undefined;
    };
  }
  if (given.sum) return arithmetic(given.sum, all(given.sum, 'sum'), add);
  if (given.subtract) return arithmetic(given.subtract, all(given.subtract, 'subtract'), (left, right) => add(left, -right));
  if (given.multiply) return arithmetic(given.multiply, all(given.multiply, 'multiply'), multiply);
  if (given.hash) return hashing(given.hash, all(given.hash, 'hash'), given.salt ?? '');
  if (given.test) return compileCondition(compiler, given.test, `${target}.test`);
  if (given.list) {
    const reads = all(given.list, 'list');
    return (scope) => collect(reads, scope);
  }
  return compileFields(compiler, given.object ?? {}, `${target}.object`);
}

function collect(reads: Evaluate[], scope: Parameters<Evaluate>[0]): unknown[] | Fault {
  const items: unknown[] = [];
  for (const read of reads) {
    const value = read(scope);
    if (value instanceof Fault) return value;
    if (!isMissing(value)) items.push(value);
  }
  return items;
}

/** An object of the present values; undefined when there is none. */
export function compileFields(compiler: Compiler, fields: Record<string, Expression>, target: string): Evaluate {
  const reads = Object.entries(fields).map(([name, part]) => ({ name, read: compiler.expression(part, `${target}.${name}`) }));
  return (scope) => {
    const built: Record<string, unknown> = {};
    let any = false;
    for (const { name, read } of reads) {
      const value = read(scope);
      if (value instanceof Fault) return value;
      if (isMissing(value)) continue;
      built[name] = value;
      any = true;
    }
    return any ? built : undefined;
  };
}

function arithmetic(parts: Expression[], reads: Evaluate[], combine: (left: number, right: number) => number): Evaluate {
  const fields = parts.map(fieldOf);
  return (scope) => {
    let total: number | undefined;
    for (let index = 0; index < reads.length; index += 1) {
      const value = reads[index]?.(scope);
      if (value instanceof Fault) return value;
      if (isMissing(value)) return undefined;
      const operand = plainNumber(value);
      if (operand === undefined) return new Fault(fields[index] ?? null, `${shown(value)} is no number`);
      total = total === undefined ? operand : combine(total, operand);
    }
    return total !== undefined && Number.isFinite(total)
      ? total
      : new Fault(fields[0] ?? null, 'the result is too large for a number');
  };
}

function hashing(parts: Expression[], reads: Evaluate[], salt: string): Evaluate {
  const fields = parts.map(fieldOf);
  return (scope) => {
    const texts: string[] = [salt];
    for (const [index, read] of reads.entries()) {
      const value = read(scope);
      if (value instanceof Fault) return value;
      if (isMissing(value)) return undefined;
      const text = textOf(value);
      if (text === undefined) return new Fault(fields[index] ?? null, `${shown(value)} cannot be hashed`);
      texts.push(text);
    }
    // As JSON, so that ("ab", "c") and ("a", "bc") stay apart.
    return createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 32);
  };
}

function stepsOf(compiler: Compiler, given: ExpressionObject, target: string, field: string | null): Step[] {
  const steps: Step[] = [];
  for (const word of given.text ?? []) steps.push((value) => (typeof value === 'string' ? textSteps[word](value) : value));
  if (given.lookup !== undefined) steps.push(lookupStep(compiler, given.lookup, target));
  if (given.as !== undefined) steps.push(castStep(given.as, compiler.zone));
  const places = given.round;
  if (places !== undefined) {
    steps.push((value) => {
      const number = plainNumber(value);
      return number === undefined ? new Fault(field, `${shown(value)} is no number to round`) : round(number, places);
    });
  }
  return steps;
}

const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
const textSteps = {
  trim: (text: string) => text.trim(),
  lower: (text: string) => text.toLowerCase(),
  upper: (text: string) => text.toUpperCase(),
  squeeze: (text: string) => text.replace(/\s+/gu, ' ').trim(),
  unescape: (text: string) => text.replace(/&(?:amp|lt|gt|quot|#39);/gu, (found) => entities[found] ?? found),
};

function lookupStep(compiler: Compiler, given: NonNullable<ExpressionObject['lookup']>, target: string): Step {
  const { table: name, otherwise } = typeof given === 'string' ? { table: given, otherwise: 'reject' as const } : given;
  const table = compiler.tables.get(name);
  if (!table) compiler.refuse(`${target}.lookup`, `names no table of "lookups": ${name}`);
  return (value) => {
    const found = table?.get(textOf(value) ?? '');
    if (found !== undefined) return found;
    if (otherwise === 'keep') return value;
    return otherwise === 'missing' ? undefined : new Fault(null, `${shown(value)} is not in the table "${name}"`);
  };
}

/** The cast, with a refusal that says what was expected. */
export function castStep(cast: Cast, zone: string): Step {
  const styles = typeof cast === 'string' ? { [cast]: undefined } : cast;
  const number = 'number' in styles || 'integer' in styles;
  if ('text' in styles) return (value) => textOf(value) ?? new Fault(null, `${shown(value)} is no text`);
  if (number) {
    const given = typeof cast === 'string' ? undefined : (cast.number ?? cast.integer);
    const read = compileNumber(given ?? style);
    const whole = 'integer' in styles;
    return (value) => {
      const found = read(value);
      if (found === undefined) return new Fault(null, `${shown(value)} is no number${given ? ' in the stated style' : ''}`);
      return whole && !Number.isSafeInteger(found) ? new Fault(null, `${shown(value)} is no whole number`) : found;
    };
  }
  if ('boolean' in styles) return booleanStep(typeof cast === 'string' ? truths : (cast.boolean ?? truths));
  const date = typeof cast === 'string' ? isoDate : (cast.date ?? isoDate);
  const read = compileDate(date, zone);
  return (value) => read(value) ?? new Fault(null, `${shown(value)} is no date as ${date.formats.join(' or ')}`);
}

function booleanStep(words: { true: string[]; false: string[] }): Step {
  const known = new Map<string, boolean>();
  for (const word of words.true) known.set(word.toLowerCase(), true);
  for (const word of words.false) known.set(word.toLowerCase(), false);
  return (value) => {
    if (typeof value === 'boolean') return value;
    return known.get(textOf(value)?.trim().toLowerCase() ?? '') ?? new Fault(null, `${shown(value)} is neither true nor false`);
  };
}
