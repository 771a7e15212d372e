/**
 * The mapping language: a closed, declarative document that turns one record (a CSV row, an NDJSON object, a Parquet row, a
 * webhook's body) into Segment-spec messages. Data only: no code is ever run, and nothing in a record can become an instruction.
 *
 * A text is a constant unless it holds `{{path}}`: then each path is replaced by the record's value, once (a value that itself
 * holds `{{…}}` stays text). A text that is one single `{{path}}` keeps the value's type.
 */
import { z } from '#platform/contract';

/** The smallest that says something: what the API reference shows. */
export const exampleMapping = `verona: mapping/1
name: orders
title: Orders of the shop
emit:
  - type: track
    event: Order Completed
    userId: '{{customer}}'
    messageId: 'order-{{order}}'
    properties:
      revenue: { field: total, as: number }
`;

/** Names that reach an object's machinery in JavaScript; refused as names of anything a mapping writes. */
const forbiddenNames = new Set(['__proto__', 'constructor', 'prototype']);
/** Deeper documents are refused before validation, which is recursive. */
const maxDepth = 40;

const segment = String.raw`(?:[^.\[\]{}"'\s](?:[^.\[\]{}"']*[^.\[\]{}"'\s])?)`;
const bracket = String.raw`(?:\[(?:\d{1,9}|"[^"{}]*")\])`;
/** `$` is the whole record; `a.b`, `Customer ID`, `items[0].sku`, `["odd.name"]`, `$headers.x-event`. */
const pathPattern = new RegExp(String.raw`^(?:${segment}|${bracket})(?:\.${segment}|${bracket})*$`, 'u');

const path = z
  .string()
  .max(200)
  .regex(pathPattern, 'is no field path: write a.b, items[0].sku, ["odd.name"] or $ for the whole record');

/** Every `{{…}}` of a template, trimmed. */
export const templatePaths = (text: string): string[] =>
  [...text.matchAll(/\{\{(.*?)\}\}/gsu)].map((found) => found[1]?.trim() ?? '');

const templateText = z
  .string()
  .max(4000)
  .superRefine((text, context) => {
    for (const found of templatePaths(text)) {
      if (!path.safeParse(found).success) context.addIssue({ code: 'custom', message: `"{{${found}}}" is no field path` });
    }
  });

const zone = z
  .string()
  .max(60)
  .refine((name) => {
    try {
      return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
    } catch {
      return false;
    }
  }, 'is no time zone: write an IANA name such as Europe/London');

const scalar = z.union([z.number(), z.boolean(), z.null(), templateText]);
const constant = z.union([z.string().max(4000), z.number(), z.boolean(), z.null()]);
export type Constant = z.infer<typeof constant>;

const name = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => !forbiddenNames.has(text), 'is a reserved name');

const numberStyle = z.strictObject({
  /** Sign between whole and fraction. */
  decimal: z.enum(['.', ',']).default('.'),
  /** Sign between groups of three digits. `' '` also accepts the no-break spaces. */
  thousands: z.enum(['', '.', ',', ' ', "'"]).default(''),
});

const dateStyle = z.strictObject({
  /**
   * Tried in order: `iso` (RFC 3339 and its looser relatives), `epoch` (seconds), `epochMs`, or letters as in
   * `d/m/Y H:i:s`: d j day · m n month · M F month's English name · Y y year · H G h g hour · A AM/PM · i minute · s second ·
   * u v fraction · P offset or Z · D l weekday (ignored) · `\` takes the next letter as it is.
   */
  formats: z.array(z.string().min(1).max(60)).min(1).max(10).default(['iso']),
  /** Zone of values that do not state an offset; the document's zone when left out. */
  zone: zone.optional(),
  /** What comes out: an instant (RFC 3339, UTC), the calendar day in the zone, or a number for arithmetic (seconds, ms, days since 1970). */
  to: z.enum(['instant', 'day', 'epoch', 'epochMs', 'epochDays']).default('instant'),
});

const booleanStyle = z.strictObject({
  true: z.array(z.string().max(60)).min(1).max(20).default(['true', 'yes', 'y', 't', '1']),
  false: z.array(z.string().max(60)).min(1).max(20).default(['false', 'no', 'n', 'f', '0']),
});

const castNames = ['text', 'number', 'integer', 'boolean', 'date'] as const;
const cast = z.union([
  z.enum(castNames),
  z
    .strictObject({
      number: numberStyle.optional(),
      integer: numberStyle.optional(),
      boolean: booleanStyle.optional(),
      date: dateStyle.optional(),
    })
    .refine((styles) => Object.keys(styles).length === 1, 'names exactly one of number, integer, boolean, date'),
]);
export type Cast = z.output<typeof cast>;
export type NumberStyle = z.output<typeof numberStyle>;
export type DateStyle = z.output<typeof dateStyle>;
export type BooleanStyle = z.output<typeof booleanStyle>;

const textSteps = ['trim', 'lower', 'upper', 'squeeze', 'unescape'] as const;

const lookup = z.union([
  z.string().max(60),
  z.strictObject({ table: z.string().max(60), otherwise: z.enum(['reject', 'keep', 'missing']).default('reject') }),
]);

/** Where an expression's value comes from: exactly one of these. */
const sources = ['field', 'value', 'template', 'first', 'sum', 'subtract', 'multiply', 'hash', 'test', 'object', 'list'] as const;

/** A value: a constant, a template, or a source with what is done to it, in the order the keys are listed here. */
export type Expression = Constant | ExpressionObject;
export interface ExpressionObject {
  /** The value at a path. */
  field?: string | undefined;
  /** A constant, taken literally (no template). */
  value?: Constant | undefined;
  template?: string | undefined;
  /** The first that is not missing. */
  first?: Expression[] | undefined;
  /** Arithmetic in exact decimals, answered as the nearest double. A missing operand makes the result missing. */
  sum?: Expression[] | undefined;
  subtract?: Expression[] | undefined;
  multiply?: Expression[] | undefined;
  /** First 128 bits of SHA-256 over salt and parts, as 32 hex digits: the same person, without the name. */
  hash?: Expression[] | undefined;
  salt?: string | undefined;
  /** true or false. */
  test?: Condition | undefined;
  object?: Record<string, Expression> | undefined;
  list?: Expression[] | undefined;
  /** Missing unless this holds. */
  when?: Condition | undefined;
  /** Texts that mean "nothing here", besides the document's own. */
  missing?: string[] | undefined;
  /** `squeeze`: runs of white space become one blank. `unescape`: &amp; &lt; &gt; &quot; &#39; become their signs. */
  text?: (typeof textSteps)[number][] | undefined;
  lookup?: z.output<typeof lookup> | undefined;
  as?: Cast | undefined;
  /** Decimal places, half away from zero. */
  round?: number | undefined;
  default?: Constant | undefined;
  /** Why a record without this value is refused. */
  required?: string | undefined;
}

/** All stated comparisons must hold. A missing value satisfies only `exists: false` and the negative ones. */
export interface Comparison {
  field?: string | undefined;
  value?: Expression | undefined;
  exists?: boolean | undefined;
  equals?: Constant | undefined;
  notEquals?: Constant | undefined;
  in?: Constant[] | undefined;
  notIn?: Constant[] | undefined;
  /** RE2 syntax (linear time), found anywhere unless anchored. */
  matches?: string | undefined;
  startsWith?: string | undefined;
  endsWith?: string | undefined;
  contains?: string | undefined;
  /** Against a number: compared as numbers. Against a text: compared as texts, which orders ISO dates. */
  gt?: number | string | undefined;
  gte?: number | string | undefined;
  lt?: number | string | undefined;
  lte?: number | string | undefined;
}
export interface Combination {
  all?: Condition[] | undefined;
  any?: Condition[] | undefined;
  not?: Condition | undefined;
}
export type Condition = Comparison | Combination;

const comparisons = [
  'exists',
  'equals',
  'notEquals',
  'in',
  'notIn',
  'matches',
  'startsWith',
  'endsWith',
  'contains',
  'gt',
  'gte',
  'lt',
  'lte',
] as const;
const combinations = ['all', 'any', 'not'] as const;

const has = (value: object, key: string) => (value as Record<string, unknown>)[key] !== undefined;

const condition: z.ZodType<Condition> = z.lazy(() =>
  z
    .strictObject({
      all: z.array(condition).min(1).max(20).optional(),
      any: z.array(condition).min(1).max(20).optional(),
      not: condition.optional(),
      field: path.optional(),
      value: expression.optional(),
      exists: z.boolean().optional(),
      equals: constant.optional(),
      notEquals: constant.optional(),
      in: z.array(constant).min(1).max(1000).optional(),
      notIn: z.array(constant).min(1).max(1000).optional(),
      matches: z.string().min(1).max(500).optional(),
      startsWith: z.string().min(1).max(500).optional(),
      endsWith: z.string().min(1).max(500).optional(),
      contains: z.string().min(1).max(500).optional(),
      gt: z.union([z.number(), z.string().max(500)]).optional(),
      gte: z.union([z.number(), z.string().max(500)]).optional(),
      lt: z.union([z.number(), z.string().max(500)]).optional(),
      lte: z.union([z.number(), z.string().max(500)]).optional(),
    })
    .superRefine((given, context) => {
      const combined = combinations.filter((key) => has(given, key)).length;
      const subjects = [has(given, 'field'), has(given, 'value')].filter(Boolean).length;
      const compared = comparisons.filter((key) => has(given, key)).length;
      if (combined > 0 && (combined > 1 || subjects + compared > 0)) {
        context.addIssue({ code: 'custom', message: 'holds one of all, any, not, and nothing beside it' });
      }
      if (combined === 0 && (subjects !== 1 || compared === 0)) {
        context.addIssue({ code: 'custom', message: 'needs one of field or value, and at least one comparison' });
      }
    }),
) as z.ZodType<Condition>;

const fields = z.record(
  name,
  z.lazy(() => expression),
);

const expressionObject: z.ZodType<ExpressionObject> = z.lazy(() =>
  z
    .strictObject({
      field: path.optional(),
      value: constant.optional(),
      template: templateText.optional(),
      first: z.array(expression).min(1).max(20).optional(),
      sum: z.array(expression).min(2).max(20).optional(),
      subtract: z.array(expression).min(2).max(20).optional(),
      multiply: z.array(expression).min(2).max(20).optional(),
      hash: z.array(expression).min(1).max(20).optional(),
      salt: z.string().max(200).optional(),
      test: condition.optional(),
      object: fields.optional(),
      list: z.array(expression).min(1).max(100).optional(),
      when: condition.optional(),
      missing: z.array(z.string().max(100)).max(50).optional(),
      text: z.array(z.enum(textSteps)).min(1).max(5).optional(),
      lookup: lookup.optional(),
      as: cast.optional(),
      round: z.number().int().min(0).max(12).optional(),
      default: constant.optional(),
      required: z.string().min(1).max(300).optional(),
    })
    .superRefine((given, context) => {
      const named = sources.filter((key) => has(given, key));
      if (named.length !== 1) context.addIssue({ code: 'custom', message: `needs exactly one of ${sources.join(', ')}` });
      if (has(given, 'salt') && !has(given, 'hash')) context.addIssue({ code: 'custom', message: '"salt" belongs to "hash"' });
    }),
) as z.ZodType<ExpressionObject>;

const expression: z.ZodType<Expression> = z.lazy(() => z.union([scalar, expressionObject]));

/** Names and expressions; or one template, `'{{$}}'` say, whose value is an object taken whole. */
const fieldsOrWhole = z.union([templateText, fields]);

const common = {
  /** Only records for which this holds give the message. */
  when: condition.optional(),
  /** Only the first record of the file with this key gives the message: one identify a person, however many rows. */
  once: expression.optional(),
  /** One message for each item of this list; inside, `item` is the item. */
  each: path.optional(),
  userId: expression.optional(),
  anonymousId: expression.optional(),
  /** When it happened. Once declared, a record without it is refused rather than dated today. */
  timestamp: expression.optional(),
  context: fields.optional(),
};

const named = { userId: common.userId, anonymousId: common.anonymousId };
const someone = (given: { userId?: unknown; anonymousId?: unknown }) =>
  given.userId !== undefined || given.anonymousId !== undefined;
const someoneNeeded = 'needs userId or anonymousId';

const emit = z.discriminatedUnion('type', [
  z
    .strictObject({ ...common, ...named, type: z.literal('track'), event: expression, properties: fieldsOrWhole.optional() })
    .refine(someone, someoneNeeded),
  z
    .strictObject({ ...common, ...named, type: z.literal('identify'), traits: fieldsOrWhole.optional() })
    .refine(someone, someoneNeeded),
  z
    .strictObject({
      ...common,
      ...named,
      type: z.literal('page'),
      name: expression.optional(),
      category: expression.optional(),
      properties: fieldsOrWhole.optional(),
    })
    .refine(someone, someoneNeeded),
  z
    .strictObject({
      ...common,
      ...named,
      type: z.literal('screen'),
      name: expression.optional(),
      category: expression.optional(),
      properties: fieldsOrWhole.optional(),
    })
    .refine(someone, someoneNeeded),
  z
    .strictObject({ ...common, ...named, type: z.literal('group'), groupId: expression, traits: fieldsOrWhole.optional() })
    .refine(someone, someoneNeeded),
  z.strictObject({ ...common, type: z.literal('alias'), userId: expression, previousId: expression }),
]);
export type Emit = z.output<typeof emit>;

const tableName = z.string().regex(/^[a-z][a-z0-9_]{0,59}$/u, 'is lower case letters, digits and _');

const document = z.strictObject({
  verona: z.literal('mapping/1'),
  /** Part of every message id made here: keep it when the document is edited, or the same file arrives again as news. */
  name: z.string().regex(/^[a-z][a-z0-9-]{1,39}$/u, 'is 2 to 40 lower case letters, digits and -'),
  title: z.string().max(120).optional(),
  notes: z.string().max(4000).optional(),
  /** How to read a file for this mapping; what is left out is found out from its first bytes. */
  reading: z
    .strictObject({
      format: z.enum(['csv', 'ndjson', 'parquet']).optional(),
      delimiter: z.enum([',', ';', '\t', '|']).optional(),
      encoding: z.enum(['utf-8', 'latin1', 'utf-16le']).optional(),
    })
    .optional(),
  /** Texts that mean "nothing here" in every field; the empty text always does. */
  missing: z.array(z.string().max(100)).max(50).optional(),
  /** Zone of dates and times that state no offset. */
  zone: zone.default('UTC'),
  lookups: z.record(tableName, z.record(name, constant)).optional(),
  /** Records for which this holds are passed over and counted, not refused. */
  skip: condition.optional(),
  require: z
    .array(z.strictObject({ field: path, reason: z.string().min(1).max(300) }))
    .max(50)
    .optional(),
  /**
   * What makes a message the same one when the file comes twice. `line`: this content at this line of this file, so that equal
   * rows of one file stay different events. `fields`: these values, in whatever file they come; equal rows are then one event.
   */
  messageId: z.union([z.literal('line'), z.strictObject({ fields: z.array(path).min(1).max(10) })]).default('line'),
  emit: z.array(emit).min(1).max(20),
});

/** A mapping document with its defaults filled in. */
export type Mapping = z.output<typeof document>;
export type MappingInput = z.input<typeof document>;

/** Looked at without recursion, so that no document can exhaust the stack; also finds reserved names zod would pass over. */
function hazardOf(value: unknown): string | undefined {
  const open: { at: unknown; depth: number }[] = [{ at: value, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next.at !== 'object' || next.at === null) continue;
    if (next.depth > maxDepth) return `is nested deeper than ${maxDepth} levels`;
    for (const key of Object.keys(next.at)) {
      if (key === '__proto__') return '"__proto__" is a reserved name';
      open.push({ at: (next.at as Record<string, unknown>)[key], depth: next.depth + 1 });
    }
  }
  return undefined;
}

export const mapping = z
  .unknown()
  .superRefine((given, context) => {
    const hazard = hazardOf(given);
    if (hazard !== undefined) context.addIssue({ code: 'custom', message: hazard, continue: false });
  })
  .pipe(document);

/** One message as a mapping makes it; the intake validates it as it does every other. */
export const mappedMessage = z.object({
  type: z.enum(['track', 'identify', 'page', 'screen', 'group', 'alias']),
  messageId: z.string(),
  userId: z.string().optional(),
  anonymousId: z.string().optional(),
  timestamp: z.string().optional(),
  event: z.string().optional(),
  name: z.string().optional(),
  category: z.string().optional(),
  groupId: z.string().optional(),
  previousId: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  traits: z.record(z.string(), z.unknown()).optional(),
  context: z.record(z.string(), z.unknown()).optional(),
});
export type MappedMessage = z.infer<typeof mappedMessage>;

/** Why a record gave no messages: the line it began on, the field it reads, the place in the document that asked. */
export const recordProblem = z.object({
  line: z.number().int(),
  field: z.string().nullable(),
  target: z.string(),
  message: z.string(),
});
export type RecordProblem = z.infer<typeof recordProblem>;
