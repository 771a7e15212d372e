/**
 * What is asked and answered when the caller may not know who a customer is. Every route passes here, so that no screen and no
 * use case has to think of it: fields the contract marks as saying who somebody is are answered as null, every other text
 * loses what is personal in it, and a question by a property such as `email` is refused, for its answer would be a list of them.
 */
import { Readable } from 'node:stream';
import { refusals as authRefusals } from '#platform/auth';
import { type FieldProblem, type PersonalMark, personalMarks, Refusal, z } from '#platform/contract';
import { namesPersonal, withhold } from '#platform/text';
import { Download } from './bind.ts';

type Schema = z.ZodType | undefined;
/** What becomes of a value that holds no others. */
type Leaf = (value: unknown, schema: Schema, mark: PersonalMark | undefined, path: string) => unknown;

const markOf = (schema: Schema) => schema && personalMarks.get(schema)?.mark;

/** The schema of this value without what is wrapped around it; stops at a marked one. */
function bare(schema: Schema, value: unknown): Schema {
  for (let at = schema; ; ) {
    if (at === undefined || markOf(at)) return at;
    if (at instanceof z.ZodUnion) {
      const options = at.options as z.ZodType[];
      const fits = options.find((option) => option.safeParse(value).success);
      if (!fits) throw new Error('a value that no branch of its contract allows cannot be veiled');
      at = fits;
    } else if (at instanceof z.ZodPipe) at = at.out as z.ZodType;
    else if (at instanceof z.ZodLazy) at = at.unwrap() as z.ZodType;
    else if ('innerType' in at.def) at = at.def.innerType as z.ZodType;
    else if (at instanceof z.ZodIntersection || at instanceof z.ZodMap || at instanceof z.ZodSet)
      throw new Error(`a ${at.def.type} cannot be veiled`);
    else return at;
  }
}

function look(schema: Schema, value: unknown, leaf: Leaf, path = ''): unknown {
  if (value === null || value === undefined) return value;
  const at = bare(schema, value);
  const mark = markOf(at);
  if (mark || typeof value !== 'object' || value instanceof Date) return leaf(value, at, mark, path);
  const within = (key: string | number) => (path ? `${path}.${key}` : String(key));
  if (Array.isArray(value)) return value.map((item, index) => look(itemOf(at, index), item, leaf, within(index)));
  const open = at instanceof z.ZodRecord;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      // The keys of a record came from somewhere, as its values did.
      open ? String(leaf(key, undefined, undefined, path)) : key,
      look(fieldOf(at, key), part, leaf, within(key)),
    ]),
  );
}

function itemOf(schema: Schema, index: number): Schema {
  if (schema instanceof z.ZodTuple) return schema.def.items[index] as Schema;
  return schema instanceof z.ZodArray ? (schema.element as Schema) : undefined;
}

function fieldOf(schema: Schema, key: string): Schema {
  if (schema instanceof z.ZodRecord) return schema.valueType as Schema;
  return schema instanceof z.ZodObject ? (schema.shape[key] as Schema) : undefined;
}

/** Ids, times and words of a closed list say nothing of anybody. */
const saysNothing = (schema: Schema) =>
  schema instanceof z.ZodUUID ||
  schema instanceof z.ZodISODateTime ||
  schema instanceof z.ZodEnum ||
  schema instanceof z.ZodLiteral;

/** An answer without what is personal, by the contract it was made from. */
export const veiled = (schema: Schema, answer: unknown): unknown =>
  look(schema, answer, (value, at, mark) => {
    if (mark === 'withheld') return null;
    return typeof value === 'string' && mark !== 'opaque' && !saysNothing(at) ? withhold(value) : value;
  });

/** Fields of a question that ask by a property which says who somebody is. */
export function personalAsked(schema: Schema, question: unknown): FieldProblem[] {
  const fields: FieldProblem[] = [];
  look(schema, question, (value, _at, mark, path) => {
    if (mark === 'property' && typeof value === 'string' && namesPersonal(value))
      fields.push({ path, message: `"${value}" says who customers are` });
    return value;
  });
  return fields;
}

export function refusePersonal(schema: Schema, question: unknown): void {
  const fields = personalAsked(schema, question);
  if (fields.length > 0)
    throw new Refusal(authRefusals.personal_data, { detail: fields.map(({ message }) => message).join('; '), fields });
}

const isText = /^text\/|\bjson\b/;

/** A file without what is personal: line by line where it is text, refused where it cannot be looked into. */
export async function veiledFile(type: string, file: unknown): Promise<Buffer> {
  const told = file instanceof Download ? (file.headers['content-type'] ?? type) : type;
  const body = file instanceof Download ? file.body : file;
  if (!isText.test(told)) {
    if (body instanceof Readable) body.destroy();
    throw new Refusal(authRefusals.personal_data, { detail: `Nothing can be taken out of a file of type ${told}; ask for CSV.` });
  }
  const parts: Buffer[] = [];
  if (body instanceof Readable) for await (const part of body) parts.push(Buffer.from(part));
  else parts.push(Buffer.from(body as string | Buffer));
  return Buffer.from(withhold(Buffer.concat(parts).toString('utf8')));
}
