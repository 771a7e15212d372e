/**
 * A mapping document, compiled: records in, messages or reasons out. Total: whatever the record holds, it answers, it never
 * throws. A record whose one message cannot be made gives none of them, so that a row is in or it is listed.
 */
import { createHash } from 'node:crypto';
import type { FieldProblem } from '#platform/contract';
import type { Constant, Emit, Expression, MappedMessage, Mapping, RecordProblem } from '../contract.ts';
import type { Compiler, Evaluate } from './compiler.ts';
import { compileCondition, type Test } from './conditions.ts';
import { castStep, compileExpression, compileFields, fieldOf } from './expressions.ts';
import { compilePath, type Scope } from './path.ts';
import { Fault, isMissing, shown, textOf } from './values.ts';

/** Where a record comes from; makes its messages' ids. */
export interface Origin {
  /** Digest of the file's (or the webhook body's) content, hex. */
  digest: string;
  /** The line the record begins on; 1 for a webhook, the row for Parquet. */
  line: number;
  headers?: Record<string, string>;
}

export interface Outcome {
  messages: MappedMessage[];
  problems: RecordProblem[];
  /** The document's `skip` held. */
  skipped: boolean;
}

/** One pass over one file: remembers what `once` has let through. */
export interface MappingRun {
  map(record: unknown, origin: Origin): Outcome;
}

export interface CompiledMapping {
  name: string;
  /** True when `once` is used: a resumed pass must then map the earlier records again, without sending, to know what was sent. */
  remembers: boolean;
  start(): MappingRun;
}

export type Compilation = { ok: true; mapping: CompiledMapping } | { ok: false; problems: FieldProblem[] };

/** Keys `once` remembers for each of its uses, some 100 MB at worst; further new keys are let through every time, which only repeats. */
const onceLimit = 1_000_000;
const itemLimit = 1000;
/** Segment's limit is 32 KB a message; ids and names have no business being longer than this. */
const textLimit = 1000;

const texts = ['event', 'name', 'category', 'userId', 'anonymousId', 'groupId', 'previousId'] as const;
const bags = ['properties', 'traits', 'context'] as const;
type Part = (typeof texts)[number] | (typeof bags)[number] | 'timestamp';

/** Parts a message cannot be without, by its type. */
const needed: Partial<Record<Emit['type'], readonly Part[]>> = {
  track: ['event'],
  group: ['groupId'],
  alias: ['userId', 'previousId'],
};

export function compileMapping(document: Mapping): Compilation {
  const problems: FieldProblem[] = [];
  const shared = {
    refuse: (path: string, message: string) => {
      problems.push({ path, message });
    },
    zone: document.zone,
    missing: new Set(document.missing),
    tables: tablesOf(document),
    problems,
  };
  const compilerOf = (withItem: boolean): Compiler => {
    const compiler: Compiler = {
      ...shared,
      withItem,
      expression: (expression, target) => compileExpression(compiler, expression, target),
    };
    return compiler;
  };
  const plain = compilerOf(false);
  const skip = document.skip && compileCondition(plain, document.skip, 'skip');
  const demands = (document.require ?? []).map(({ field, reason }, index) => ({
    read: plain.expression({ field }, `require[${index}]`),
    problem: { field, target: `require[${index}]`, message: reason },
  }));
  const emits = document.emit.map((emit, index) => compileEmit(compilerOf(emit.each !== undefined), emit, `emit[${index}]`));
  const identify = compileIds(plain, document);
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    mapping: {
      name: document.name,
      remembers: document.emit.some((emit) => emit.once !== undefined),
      start: () => startRun({ skip, demands, emits, identify }),
    },
  };
}

function tablesOf(document: Mapping): Map<string, Map<string, Constant>> {
  return new Map(Object.entries(document.lookups ?? {}).map(([name, table]) => [name, new Map(Object.entries(table))]));
}

/** Makes the id of one message; `place` tells the messages of one record apart. */
type Identify = (scope: Scope, origin: Origin, place: string) => string | Fault;

function compileIds(compiler: Compiler, document: Mapping): Identify {
  const { name, messageId } = document;
  if (messageId === 'line') return (_scope, origin, place) => `${name}:${origin.digest.slice(0, 24)}:${origin.line}:${place}`;
  const reads = messageId.fields.map((field) => ({ field, read: compiler.expression({ field }, 'messageId.fields') }));
  return (scope, _origin, place) => {
    const values: string[] = [];
    for (const { field, read } of reads) {
      const value = textOf(read(scope));
      if (value === undefined || value === '') return new Fault(field, 'is empty, and the message id is made from it');
      values.push(value);
    }
    const digest = createHash('sha256').update(JSON.stringify(values)).digest('base64url').slice(0, 22);
    return `${name}:${digest}:${place}`;
  };
}

interface CompiledEmit {
  type: Emit['type'];
  target: string;
  when: Test | undefined;
  once: Evaluate | undefined;
  each: { path: string; read: (scope: Scope) => unknown } | undefined;
  /** Answers a fault with the part it belongs to. */
  build(scope: Scope): Omit<MappedMessage, 'messageId'> | { part: string; fault: Fault };
}

function compileEmit(compiler: Compiler, emit: Emit, target: string): CompiledEmit {
  const parts = compileParts(compiler, emit, target);
  const demanded = needed[emit.type] ?? [];
  return {
    type: emit.type,
    target,
    when: emit.when && compileCondition(compiler, emit.when, `${target}.when`),
    once: emit.once === undefined ? undefined : compiler.expression(emit.once, `${target}.once`),
    each: emit.each === undefined ? undefined : { path: emit.each, read: compilePath(emit.each, false) },
    build(scope) {
      const message: Record<string, unknown> = { type: emit.type };
      for (const { part, field, read } of parts) {
        const value = read(scope);
        if (value instanceof Fault) return { part, fault: value.field === null ? new Fault(field, value.message) : value };
        if (!isMissing(value)) message[part] = value;
        else if (demanded.includes(part) || part === 'timestamp') return { part, fault: new Fault(field, 'is empty') };
      }
      if (message.userId === undefined && message.anonymousId === undefined) {
        const who = parts.find(({ part }) => part === 'userId' || part === 'anonymousId');
        return { part: who?.part ?? 'userId', fault: new Fault(who?.field ?? null, 'is empty, so nobody is named') };
      }
      return message as Omit<MappedMessage, 'messageId'>;
    },
  };
}

function compileParts(compiler: Compiler, emit: Emit, target: string): { part: Part; field: string | null; read: Evaluate }[] {
  const given = emit as Partial<Record<Part, Expression | Record<string, Expression>>>;
  const parts: { part: Part; field: string | null; read: Evaluate }[] = [];
  for (const part of texts) {
    const expression = given[part] as Expression | undefined;
    if (expression === undefined) continue;
    parts.push({ part, field: fieldOf(expression), read: asText(compiler.expression(expression, `${target}.${part}`)) });
  }
  if (emit.timestamp !== undefined) {
    const read = asInstant(compiler.expression(emit.timestamp, `${target}.timestamp`), compiler.zone);
    parts.push({ part: 'timestamp', field: fieldOf(emit.timestamp), read });
  }
  for (const part of bags) {
    const bag = given[part];
    if (bag === undefined) continue;
    const whole = typeof bag === 'string';
    const read = whole
      ? asObject(compiler.expression(bag, `${target}.${part}`))
      : compileFields(compiler, bag as Record<string, Expression>, `${target}.${part}`);
    parts.push({ part, field: whole ? fieldOf(bag) : null, read });
  }
  return parts;
}

function asText(read: Evaluate): Evaluate {
  return (scope) => {
    const value = read(scope);
    if (isMissing(value) || value instanceof Fault) return value;
    const text = textOf(value);
    if (text === undefined) return new Fault(null, `${shown(value)} is no text`);
    return text.length > textLimit ? new Fault(null, `is longer than ${textLimit} characters`) : text;
  };
}

/** Whatever a document does to a timestamp, an instant comes out, or a reason. */
function asInstant(read: Evaluate, zone: string): Evaluate {
  const cast = castStep('date', zone);
  return (scope) => {
    const value = read(scope);
    return isMissing(value) || value instanceof Fault ? value : cast(value);
  };
}

function asObject(read: Evaluate): Evaluate {
  return (scope) => {
    const value = read(scope);
    if (isMissing(value) || value instanceof Fault) return value;
    return typeof value === 'object' && !Array.isArray(value) ? value : new Fault(null, `${shown(value)} is no object`);
  };
}

interface Plan {
  skip: Test | undefined;
  demands: { read: Evaluate; problem: Omit<RecordProblem, 'line'> }[];
  emits: CompiledEmit[];
  identify: Identify;
}

const problemOf = (target: string, fault: Fault): Omit<RecordProblem, 'line'> => ({
  field: fault.field,
  target,
  message: fault.message,
});

function startRun({ skip, demands, emits, identify }: Plan): MappingRun {
  const seen = emits.map(() => new Set<string>());

  /** Adds one message to `made`, or answers why it cannot be. `keys` collects what `once` has to remember. */
  function emitOne(index: number, place: string, scope: Scope, origin: Origin, made: MappedMessage[], keys: [number, string][]) {
    const emit = emits[index] as CompiledEmit;
    if (emit.when && !emit.when(scope)) return undefined;
    if (emit.once) {
      const key = emit.once(scope);
      if (key instanceof Fault) return problemOf(`${emit.target}.once`, key);
      const text = textOf(key);
      if (text !== undefined) {
        if (seen[index]?.has(text) || keys.some(([of, known]) => of === index && known === text)) return undefined;
        keys.push([index, text]);
      }
    }
    const built = emit.build(scope);
    if ('fault' in built) return problemOf(`${emit.target}.${built.part}`, built.fault);
    const messageId = identify(scope, origin, place);
    if (messageId instanceof Fault) return problemOf('messageId', messageId);
    (built as MappedMessage).messageId = messageId;
    made.push(built as MappedMessage);
    return undefined;
  }

  function emitEach(index: number, base: Scope, origin: Origin, made: MappedMessage[], keys: [number, string][]) {
    const emit = emits[index] as CompiledEmit;
    if (!emit.each) return emitOne(index, String(index), base, origin, made, keys);
    const items = emit.each.read(base);
    if (isMissing(items)) return undefined;
    const wrong = Array.isArray(items) ? items.length > itemLimit && `holds more than ${itemLimit} items` : 'is no list';
    if (wrong) return problemOf(`${emit.target}.each`, new Fault(emit.each.path, wrong));
    for (const [at, item] of (items as unknown[]).entries()) {
      const problem = emitOne(index, `${index}.${at}`, { ...base, item }, origin, made, keys);
      if (problem) return problem;
    }
    return undefined;
  }

  return {
    map(record, origin) {
      const scope: Scope = { record, headers: origin.headers };
      if (skip?.(scope)) return { messages: [], problems: [], skipped: true };
      const problems: RecordProblem[] = [];
      for (const { read, problem } of demands) {
        if (isMissing(read(scope))) problems.push({ line: origin.line, ...problem });
      }
      const messages: MappedMessage[] = [];
      const keys: [number, string][] = [];
      for (let index = 0; index < emits.length && problems.length === 0; index += 1) {
        const problem = emitEach(index, scope, origin, messages, keys);
        if (problem) problems.push({ line: origin.line, ...problem });
      }
      if (problems.length > 0) return { messages: [], problems, skipped: false };
      for (const [index, key] of keys) {
        const known = seen[index];
        if (known && known.size < onceLimit) known.add(key);
      }
      return { messages, problems, skipped: false };
    },
  };
}
