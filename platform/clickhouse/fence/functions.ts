/**
 * Which of the engine's functions a question may call: those of its own categories that only compute from their arguments.
 *
 * A list of what is allowed, not of what is not: a function that a later engine brings stays closed until its category, or
 * its name, stands here. Left out on purpose: dictionaries (they hold everybody's rows), files, settings, names of hosts and
 * databases, sleeping, throwing on demand, models, keys.
 */

const categories = new Set([
  ...['Arithmetic', 'Arrays', 'Bit', 'Bitmap', 'Comparison', 'Conditional', 'Dates and Times', 'Distance', 'Encoding'],
  ...['Financial', 'Geo', 'Geo Polygon', 'Hash', 'IP Address', 'JSON', 'Logical', 'Map', 'Mathematical', 'Null'],
  ...['Random Number', 'Rounding', 'String', 'String Replacement', 'String Search', 'String Splitting', 'Time Window'],
  ...['Tuple', 'Type Conversion', 'URL', 'UUID', 'Aggregate Functions'],
]);

// Harmless ones out of the drawers "Other" and "Internal".
const single = new Set(
  `bar transform toTypeName formatReadableSize formatReadableDecimalSize formatReadableQuantity formatReadableTimeDelta
   parseTimeDelta parseReadableSize materialize identity countDigits visibleWidth caseWithExpression grouping
   minSampleSizeContinuous minSampleSizeConversion finalizeAggregation exists`.split(/\s+/),
);

// In an allowed category, and still nothing for strangers: the engine's own dialect, formats that read schemas, its time zone.
const closed = new Set(['chdb', 'formatRow', 'formatRowNoNewline', 'serverTimezone', 'naiveBayesNgrams']);

export interface EngineFunction {
  name: string;
  /** Empty when it is not another one's second name. */
  aliasTo: string;
  category: string;
  aggregate: boolean;
}

export interface AllowedFunctions {
  /** In lower case: some of them are the engine's in any case. */
  has(name: string): boolean;
}

/** `combinators`: endings that make an aggregate function out of another (`countIf`, `sumArrayOrNull`). */
export function allowedFunctions(functions: readonly EngineFunction[], combinators: readonly string[]): AllowedFunctions {
  const byName = new Map(functions.map((each) => [each.name, each]));
  const open = new Set<string>();
  const shut = new Set<string>();
  const aggregates = new Set<string>();
  for (const each of functions) {
    const meant = byName.get(each.aliasTo) ?? each;
    const allowed = single.has(meant.name) || (categories.has(meant.category) && !closed.has(meant.name));
    (allowed ? open : shut).add(each.name.toLowerCase());
    if (allowed && meant.aggregate) aggregates.add(each.name.toLowerCase());
  }
  const endings = combinators.map((each) => each.toLowerCase());
  const combined = (name: string): boolean =>
    aggregates.has(name) || endings.some((ending) => name.endsWith(ending) && combined(name.slice(0, -ending.length)));
  // Two that differ in case only, one of them closed: closed.
  return { has: (name) => !shut.has(name) && (open.has(name) || single.has(name) || combined(name)) };
}
