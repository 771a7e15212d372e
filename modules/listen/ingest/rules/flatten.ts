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
];

type Json = Record<string, unknown>;

export function flattenEvent(event: Json): Flat {
  // Without prototypes, so that a property named __proto__ is a property like any other (reliability case D13).
  const flat: Flat = { text: Object.create(null), num: Object.create(null) };
  const budget = { left: maxKeys };
  const source = event.type === 'identify' || event.type === 'group' ? event.traits : event.properties;
  if (isObject(source)) addObject(flat, budget, '', source, 1);
  if (typeof event.groupId === 'string') flat.text.groupId = word(event.groupId, maxWord);
  if (isObject(event.context)) {
    for (const path of contextPaths) add(flat, budget, `context.${path}`, valueAt(event.context, path), maxDepth);
  }
  return flat;
}

function addObject(flat: Flat, budget: { left: number }, prefix: string, object: Json, depth: number): void {
  for (const [key, value] of Object.entries(object)) add(flat, budget, prefix ? `${prefix}.${key}` : key, value, depth);
}

function add(flat: Flat, budget: { left: number }, path: string, value: unknown, depth: number): void {
  if (value === undefined || value === null || budget.left <= 0) return;
  if (isObject(value) && depth < maxDepth) {
    addObject(flat, budget, path, value, depth + 1);
    return;
  }
  budget.left -= 1;
  const key = word(path, maxKey);
  if (typeof value === 'number') flat.num[key] = value;
  else if (typeof value === 'string') flat.text[key] = word(value, maxWord);
  else flat.text[key] = word(JSON.stringify(value), maxWord);
}

/** Cut, and whole in its characters: ClickHouse refuses half of a surrogate pair, sent so or made by the cut, and all beside it. */
function word(text: string, atMost: number): string {
  return text.slice(0, atMost).toWellFormed();
}

function valueAt(object: Json, path: string): unknown {
  let at: unknown = object;
  for (const part of path.split('.')) at = isObject(at) ? at[part] : undefined;
  return at;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
