/**
 * A value that a JSON Schema allows, for the reference: readers copy it, and a test sends it through the contract it came from.
 *
 * What an author wrote stands (`examples`, `default`, the first choice); the rest is the plainest that fits. Patterns are not
 * read: where text must have a form that no `format` names, the contract gives an example.
 */
type Json = Record<string, unknown>;

const texts: Record<string, string> = {
  uuid: '01a200df-0fc4-71d7-9b9b-bd8d9fc64fd9',
  'date-time': '2026-01-31T09:30:00.000Z',
  date: '2026-01-31',
  email: 'ada@casa.example',
  uri: 'https://casa.example/hook',
};
/** Trees name themselves: deeper than this the example says no more. */
const maxDepth = 12;

/** `name` is what the value is called where it stands; `find` follows a reference. */
export function exampleOf(schema: Json, find: (ref: string) => Json, name = 'text', depth = 0): unknown {
  const inside = (part: unknown, called = name) => exampleOf(part as Json, find, called, depth + 1);
  if (depth > maxDepth) return undefined;
  if (Array.isArray(schema.examples)) return schema.examples[0];
  if (typeof schema.$ref === 'string') return inside(find(schema.$ref));
  if ('default' in schema) return schema.default;
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const choices = (schema.anyOf ?? schema.oneOf) as Json[] | undefined;
  if (choices) return inside(choices.find(({ type }) => type !== 'null') ?? choices[0]);
  if (Array.isArray(schema.allOf)) return Object.assign({}, ...schema.allOf.map((part) => inside(part)));
  switch ([schema.type].flat().find((type) => type !== 'null') ?? schema.type) {
    case 'object':
      return objectOf(schema, inside);
    case 'array':
      return [inside(schema.items ?? {}, name.replace(/s$/, ''))];
    case 'integer':
    case 'number':
      return Math.max(1, Number(schema.minimum ?? 1));
    case 'boolean':
      return true;
    case 'null':
      return null;
    case 'string':
      return textOf(schema, name);
    default:
      return {};
  }
}

/** Every field that must be there; where none must, the first, so that there is something to see. */
function objectOf(schema: Json, inside: (part: unknown, called: string) => unknown): Json {
  const properties = (schema.properties ?? {}) as Json;
  const required = (schema.required ?? []) as string[];
  const names = required.length > 0 ? required : Object.keys(properties).slice(0, 1);
  return Object.fromEntries(names.map((name) => [name, inside(properties[name] ?? {}, name)]));
}

function textOf(schema: Json, name: string): string {
  const text = texts[String(schema.format)] ?? name;
  return text.padEnd(Number(schema.minLength ?? 0), '-').slice(0, Number(schema.maxLength ?? text.length + 100));
}
