/** Conditions from a closed set of comparisons. Total: a comparison that makes no sense for a value is false. */
import { RE2JS } from 're2js';
import type { Combination, Comparison, Condition } from '../contract.ts';
import type { Compiler, Evaluate } from './compiler.ts';
import { plainNumber } from './numbers.ts';
import type { Scope } from './path.ts';
import { Fault, isMissing, sameAs, textOf } from './values.ts';

/** Answers whether the condition holds. An unreadable value holds for nothing. */
export type Test = (scope: Scope) => boolean;

const isCombination = (condition: Condition): condition is Combination =>
  'all' in condition || 'any' in condition || 'not' in condition;

export function compileCondition(compiler: Compiler, condition: Condition, target: string): Test {
  if (!isCombination(condition)) return compileComparison(compiler, condition, target);
  const inner = (conditions: Condition[], word: string) =>
    conditions.map((each, index) => compileCondition(compiler, each, `${target}.${word}[${index}]`));
  if (condition.all) {
    const tests = inner(condition.all, 'all');
    return (scope) => tests.every((test) => test(scope));
  }
  if (condition.any) {
    const tests = inner(condition.any, 'any');
    return (scope) => tests.some((test) => test(scope));
  }
  const test = condition.not ? compileCondition(compiler, condition.not, `${target}.not`) : () => false;
  return (scope) => !test(scope);
}

/** Whether one comparison holds for a value; `undefined` when the value is missing. */
type Check = (value: unknown) => boolean;

function compileComparison(compiler: Compiler, comparison: Comparison, target: string): Test {
  const read: Evaluate =
    comparison.field === undefined
      ? compiler.expression(comparison.value ?? null, `${target}.value`)
      : compiler.expression({ field: comparison.field }, `${target}.field`);
  const checks = checksOf(compiler, comparison, target);
  return (scope) => {
    const found = read(scope);
    if (found instanceof Fault) return false;
    const value = isMissing(found) ? undefined : found;
    return checks.every((check) => check(value));
  };
}

function checksOf(compiler: Compiler, given: Comparison, target: string): Check[] {
  const checks: Check[] = [];
  const onText = (check: (text: string) => boolean) => {
    checks.push((value) => {
      const text = textOf(value);
      return text !== undefined && check(text);
    });
  };
  const { exists, equals, notEquals, in: among, notIn, matches, startsWith, endsWith, contains } = given;
  if (exists !== undefined) checks.push((value) => (value !== undefined) === exists);
  if (equals !== undefined) checks.push((value) => sameAs(value, equals));
  if (notEquals !== undefined) checks.push((value) => !sameAs(value, notEquals));
  if (among) checks.push((value) => among.some((constant) => sameAs(value, constant)));
  if (notIn) checks.push((value) => !notIn.some((constant) => sameAs(value, constant)));
  if (startsWith !== undefined) onText((text) => text.startsWith(startsWith));
  if (endsWith !== undefined) onText((text) => text.endsWith(endsWith));
  if (contains !== undefined) onText((text) => text.includes(contains));
  if (matches !== undefined) {
    const pattern = compilePattern(compiler, matches, `${target}.matches`);
    if (pattern) onText((text) => pattern.matcher(text).find());
  }
  for (const [word, holds] of orders) {
    const limit = given[word];
    if (limit !== undefined) checks.push((value) => compares(value, limit, holds));
  }
  return checks;
}

const orders: [word: 'gt' | 'gte' | 'lt' | 'lte', holds: (order: number) => boolean][] = [
  ['gt', (order) => order > 0],
  ['gte', (order) => order >= 0],
  ['lt', (order) => order < 0],
  ['lte', (order) => order <= 0],
];

function compares(value: unknown, limit: number | string, holds: (order: number) => boolean): boolean {
  const left = typeof limit === 'number' ? plainNumber(value) : textOf(value);
  if (left === undefined) return false;
  if (left === limit) return holds(0);
  return holds(left < limit ? -1 : 1);
}

/** RE2 knows no backtracking, so a pattern from a document cannot stall the server. */
function compilePattern(compiler: Compiler, pattern: string, target: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    compiler.refuse(target, `is no RE2 pattern: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
