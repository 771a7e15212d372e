/**
 * Properties as two flat maps, words and numbers, which is how they are asked for: break down by a word, add up a number.
 *
 * Nested objects become dotted paths; arrays stay whole, as JSON text; booleans are the words `true` and `false`. Bounded, so
 * that one strange event cannot bloat the store.
 */
export interface Flat {
  text: Record<string, string>;
  num: Record<string, number>;
}

const maxKeys = 200;
const maxDepth = 4;
const maxWord = 1_000;
const maxKey = 200;

/** Parts of the Segment context worth asking about; the rest stays in the log. */
const contextPaths = [
  'page.path',
  'page.referrer',
  'page.title',
  'campaign.name',
  'campaign.source',
  'campaign.medium',
  'campaign.content',
  'campaign.term',
  'locale',
  'timezone',
  'device.type',
  'os.name',
  'app.version',
  'library.name',
].map((path) => ({ name: `context.${path}`, parts: path.split('.') }));

type Json = Record<string, unknown>;

export function flattenEvent(event: Json): Flat {
  const flat: Flat = { text: {}, num: {} };
  const budget = { left: maxKeys };
  const source = event.type === 'identify' || event.type === 'group' ? event.traits : event.properties;
  if (isObject(source)) addObject(flat, budget, '', source, 1);
  if (typeof event.groupId === 'string') flat.text.groupId = word(event.groupId, maxWord);
  if (isObject(event.context)) {
    for (const { name, parts } of contextPaths) add(flat, budget, name, valueAt(event.context, parts), maxDepth);
  }
  return flat;
}

function addObject(flat: Flat, budget: { left: number }, prefix: string, object: Json, depth: number): void {
  for (const key of Object.keys(object)) add(flat, budget, prefix ? `${prefix}.${key}` : key, object[key], depth);
}

function add(flat: Flat, budget: { left: number }, path: string, value: unknown, depth: number): void {
  if (value === undefined || value === null || budget.left <= 0) return;
  if (isObject(value) && depth < maxDepth) {
    addObject(flat, budget, path, value, depth + 1);
    return;
  }
  budget.left -= 1;
  const key = word(path, maxKey);
  if (typeof value === 'number') set(flat.num, key, value);
  else set(flat.text, key, word(typeof value === 'string' ? value : JSON.stringify(value), maxWord));
}

/** A property named __proto__ is a property like any other (reliability case D13), which an assignment takes for something else. */
function set<T>(map: Record<string, T>, key: string, value: T): void {
  if (key === '__proto__') Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  else map[key] = value;
}

/** Cut, and whole in its characters: ClickHouse refuses half of a surrogate pair, sent so or made by the cut, and all beside it. */
function word(text: string, atMost: number): string {
  return text.slice(0, atMost).toWellFormed();
}

function valueAt(object: Json, parts: readonly string[]): unknown {
  let at: unknown = object;
  for (const part of parts) at = isObject(at) ? at[part] : undefined;
  return at;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
