import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkMapping, parseMapping } from '../parse.ts';
import { type CompiledMapping, compileMapping, type Outcome } from './compile.ts';

const digest = 'd'.repeat(64);

function mappingOf(document: object): CompiledMapping {
  const parsed = checkMapping({ verona: 'mapping/1', name: 'test', ...document });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const compiled = compileMapping(parsed.mapping);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.mapping;
}

const track = (more: object = {}) => ({ type: 'track', event: 'Seen', userId: '{{id}}', ...more });
const mapOne = (document: object, record: unknown, line = 7): Outcome =>
  mappingOf(document).start().map(record, { digest, line });
/** The value one expression gives, or its problem's message. */
function contentOf(expression: unknown, record: object, more: object = {}): unknown {
  const { messages, problems } = mapOne({ ...more, emit: [track({ userId: 'u', properties: { x: expression } })] }, record);
  return problems[0]?.message ?? messages[0]?.properties?.x;
}

describe('values', () => {
  test.each<[string, unknown, unknown]>([
    ['constant', 'Order Line', 'Order Line'],
    ['template keeps the type', '{{n}}', 5],
    ['template builds a text', 'order:{{n}}/{{a.b[1]}}', 'order:5/two'],
    ['a template with a missing part is missing', 'order:{{none}}', undefined],
    ['a value is never a template', '{{hostile}}', '{{n}}'],
    ['literal', { value: '{{n}}' }, '{{n}}'],
    ['quoted path', { field: '["a.b"]' }, 'dotted'],
    ['path with blanks', '{{Customer ID}}', ' 17 '],
    ['first non-empty', { first: ['{{empty}}', '{{none}}', '{{n}}'] }, 5],
    ['text steps', { field: 'Customer ID', text: ['trim'] }, '17'],
    ['squeeze and unescape', { field: 'messy', text: ['unescape', 'squeeze'] }, 'a & b'],
    ['number', { field: 'Customer ID', as: 'number' }, 17],
    ['missing words', { field: 'na', missing: ['NA'], default: 'unknown' }, 'unknown'],
    ['product, exact', { multiply: ['{{n}}', '{{price}}'] }, 12.75],
    ['difference', { subtract: ['{{price}}', '{{n}}'] }, -2.45],
    ['rounded', { multiply: ['{{price}}', 0.5], round: 2 }, 1.28],
    ['a missing operand', { sum: ['{{n}}', '{{none}}'] }, undefined],
    ['an unreadable operand', { sum: ['{{n}}', '{{na}}'] }, '"NA" is no number'],
    ['condition as value', { test: { field: 'n', gte: 5 } }, true],
    ['only when', { field: 'n', when: { field: 'na', exists: false } }, undefined],
    ['object and list', { object: { deep: { list: ['{{n}}', '{{none}}', 'x'] } } }, { deep: [5, 'x'] }],
    ['boolean', { field: 'yes', as: 'boolean' }, true],
    ['boolean words', { field: 'oui', as: { boolean: { true: ['oui'], false: ['non'] } } }, true],
    ['no boolean', { field: 'na', as: 'boolean' }, '"NA" is neither true nor false'],
    ['lookup', { field: 'code', lookup: 'names' }, 'Name of A'],
    ['lookup of an unknown', { field: 'na', lookup: 'names' }, '"NA" is not in the table "names"'],
    ['lookup kept', { field: 'na', lookup: { table: 'names', otherwise: 'keep' } }, 'NA'],
    ['required', { field: 'none', required: 'we need it' }, 'we need it'],
    ['prototype is nothing', '{{__proto__.polluted}}', undefined],
    ['constructor is nothing', '{{constructor.name}}', undefined],
    ['text of a number beyond 2^53 is refused', { field: 'huge', as: 'text' }, expect.stringContaining('too large a number')],
  ])('%s', (_what, expression, expected) => {
    const record = {
      n: 5,
      price: '2.55',
      a: { b: ['one', 'two'] },
      'a.b': 'dotted',
      'Customer ID': ' 17 ',
      hostile: '{{n}}',
      empty: '',
      messy: ' a &amp;\n b ',
      na: 'NA',
      yes: 'Yes',
      oui: 'OUI',
      code: 'A',
      huge: 2 ** 60,
    };
    expect(contentOf(expression, record, { lookups: { names: { A: 'Name of A' } } })).toEqual(expected);
  });

  test('hashes are stable, salted, and keep their parts apart', () => {
    const hash = (parts: string[], salt?: string) =>
      contentOf({ hash: parts, ...(salt === undefined ? {} : { salt }) }, { a: 'ab', b: 'c', c: 'a', d: 'bc' });
    // By hand: printf '["","ab","c"]' | sha256sum | cut -c1-32
    expect(hash(['{{a}}', '{{b}}'])).toBe('cc8053ca40c837bb2b99a0770a184e24');
    expect(hash(['{{a}}', '{{b}}'])).toMatch(/^[0-9a-f]{32}$/u);
    expect(hash(['{{a}}', '{{b}}'])).not.toBe(hash(['{{c}}', '{{d}}']));
    expect(hash(['{{a}}'], 's')).not.toBe(hash(['{{a}}']));
  });
});

describe('conditions', () => {
  const record = { text: 'Hello', n: '5', empty: '', list: [1] };
  test.each<[object, boolean]>([
    [{ field: 'text', equals: 'Hello' }, true],
    [{ field: 'n', equals: 5 }, true],
    [{ field: 'n', in: [4, 5] }, true],
    [{ field: 'none', notEquals: 'x' }, true],
    [{ field: 'none', equals: 'x' }, false],
    [{ field: 'empty', exists: false }, true],
    [{ field: 'list', exists: true }, true],
    [{ field: 'list', contains: '1' }, false],
    [{ field: 'text', matches: '^h(?i)ELLO$' }, false],
    [{ field: 'text', matches: '(?i)^hELLO$' }, true],
    [{ field: 'text', startsWith: 'He', endsWith: 'lo' }, true],
    [{ field: 'n', gt: 4, lt: 6 }, true],
    [{ field: 'text', gt: 4 }, false],
    [{ field: 'text', gt: 'Abc' }, true],
    [{ all: [{ field: 'n', gt: 1 }, { not: { field: 'n', gt: 10 } }] }, true],
    [
      {
        any: [
          { field: 'n', gt: 10 },
          { field: 'none', exists: true },
        ],
      },
      false,
    ],
    [{ value: { multiply: ['{{n}}', 2] }, gte: 10 }, true],
    [{ value: { multiply: ['{{text}}', 2] }, gte: 0 }, false],
  ])('%j is %s', (when, holds) => {
    expect(mapOne({ emit: [track({ userId: 'u', when })] }, record).messages).toHaveLength(holds ? 1 : 0);
  });
});

describe('messages', () => {
  test('a record gives several, with ids that a second run repeats', () => {
    const document = {
      emit: [
        { type: 'identify', userId: '{{id}}', once: '{{id}}', traits: { plan: '{{plan}}' } },
        { type: 'group', userId: '{{id}}', groupId: '{{company}}' },
        track({ timestamp: '{{at}}', each: 'items', event: 'Bought', properties: { sku: '{{item.sku}}' } }),
      ],
    };
    const record = { id: 1, plan: 'pro', company: 'c1', at: '2020-01-01', items: [{ sku: 'a' }, { sku: 'b' }] };
    const first = mapOne(document, record).messages;
    expect(first).toEqual([
      { type: 'identify', userId: '1', traits: { plan: 'pro' }, messageId: `test:${digest.slice(0, 24)}:7:0` },
      { type: 'group', userId: '1', groupId: 'c1', messageId: `test:${digest.slice(0, 24)}:7:1` },
      {
        type: 'track',
        event: 'Bought',
        userId: '1',
        timestamp: '2020-01-01T00:00:00.000Z',
        properties: { sku: 'a' },
        messageId: `test:${digest.slice(0, 24)}:7:2.0`,
      },
      {
        type: 'track',
        event: 'Bought',
        userId: '1',
        timestamp: '2020-01-01T00:00:00.000Z',
        properties: { sku: 'b' },
        messageId: `test:${digest.slice(0, 24)}:7:2.1`,
      },
    ]);
    expect(mapOne(document, record).messages).toEqual(first);
  });

  test('equal rows stay two events by line, and are one by fields', () => {
    const ids = (messageId: unknown) => {
      const run = mappingOf({ messageId, emit: [track()] }).start();
      return new Set([1, 2].map((line) => run.map({ id: 'a' }, { digest, line }).messages[0]?.messageId)).size;
    };
    expect([ids('line'), ids({ fields: ['id'] })]).toEqual([2, 1]);
    expect(mapOne({ messageId: { fields: ['none'] }, emit: [track()] }, { id: 'a' }).problems).toMatchObject([
      { field: 'none', target: 'messageId' },
    ]);
  });

  test('once lets a person through once, and forgets a key whose record was refused', () => {
    const run = mappingOf({
      emit: [{ type: 'identify', userId: '{{id}}', once: '{{id}}' }, track({ timestamp: '{{at}}' })],
    }).start();
    const kinds = (record: object, line: number) => run.map(record, { digest, line }).messages.map((message) => message.type);
    expect(kinds({ id: 'a', at: 'never' }, 1)).toEqual([]);
    expect(kinds({ id: 'a', at: '2020-01-01' }, 2)).toEqual(['identify', 'track']);
    expect(kinds({ id: 'a', at: '2020-01-01' }, 3)).toEqual(['track']);
  });

  test('a record is refused whole, with line, field and place', () => {
    const document = {
      require: [{ field: 'order', reason: 'no order, no line' }],
      emit: [track(), track({ timestamp: { field: 'at', as: 'date' } })],
    };
    expect(mapOne(document, { id: 'a', order: 1, at: 'soon' })).toEqual({
      messages: [],
      skipped: false,
      problems: [{ line: 7, field: 'at', target: 'emit[1].timestamp', message: '"soon" is no date as iso' }],
    });
    expect(mapOne(document, { id: 'a', at: '2020-01-01' }).problems).toEqual([
      { line: 7, field: 'order', target: 'require[0]', message: 'no order, no line' },
    ]);
    expect(mapOne({ emit: [track({ timestamp: '{{at}}' })] }, { id: 'a', at: 'soon' }).problems).toMatchObject([{ field: 'at' }]);
    expect(mapOne(document, { order: 1 }).problems).toMatchObject([{ field: 'id', target: 'emit[0].userId' }]);
    expect(mapOne({ skip: { field: 'test', equals: true }, ...document }, { test: true })).toEqual({
      messages: [],
      problems: [],
      skipped: true,
    });
  });

  test('a webhook: whole body as properties, kind from a header', () => {
    const mapping = mappingOf({ emit: [track({ event: '{{$headers.x-event}}', properties: '{{$}}' })] });
    const body = JSON.parse('{"id":"u1","__proto__":{"polluted":true}}') as unknown;
    const { messages } = mapping.start().map(body, { digest, line: 1, headers: { 'x-event': 'push' } });
    expect(messages[0]).toMatchObject({ event: 'push', userId: 'u1' });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('documents', () => {
  const refusal = (document: object): string => {
    const parsed = checkMapping({ verona: 'mapping/1', name: 'test', ...document });
    if (!parsed.ok) return JSON.stringify(parsed.problems);
    const compiled = compileMapping(parsed.mapping);
    return compiled.ok ? 'accepted' : JSON.stringify(compiled.problems);
  };
  let deep: unknown = 'x';
  for (let level = 0; level < 50_000; level += 1) deep = { first: [deep] };

  test.each<[string, object, RegExp]>([
    ['unknown key', { emit: [track({ propertys: {} })] }, /propertys/u],
    [
      'a wrong cast deep inside',
      { emit: [track({ properties: { x: { sum: [{ field: 'a', as: { number: { decimal: ';' } } }, 1] } } })] },
      /"path":"emit.0.properties.x.sum.0.as.number.decimal"/u,
    ],
    ['two sources', { emit: [track({ properties: { x: { field: 'a', value: 1 } } })] }, /exactly one of field/u],
    ['nobody', { emit: [{ type: 'track', event: 'x' }] }, /userId or anonymousId/u],
    ['code in a template (D12)', { emit: [track({ event: "{{constructor.constructor('return 1')()}}" })] }, /no field path/u],
    [
      'a reserved name',
      { emit: [track({ properties: { constructor: 'x' } })] },
      /emit.0.properties.constructor.*constructor.* is a reserved name/u,
    ],
    ['a pattern RE2 refuses', { skip: { field: 'a', matches: '(a)\\1' }, emit: [track()] }, /no RE2 pattern/u],
    ['a zone that is none', { zone: 'Mars/Olympus', emit: [track()] }, /no time zone/u],
    ['a table that is none', { emit: [track({ properties: { x: { field: 'a', lookup: 'gone' } } })] }, /names no table/u],
    ['a condition without a comparison', { skip: { field: 'a' }, emit: [track()] }, /at least one comparison/u],
    ['depth that would exhaust the stack', { emit: [track({ event: deep })] }, /nested deeper/u],
  ])('%s is refused with the place', (_what, document, reason) => {
    expect(refusal(document)).toMatch(reason);
  });

  test('D13: __proto__ in a document is refused', () => {
    const document = JSON.parse(
      '{"verona":"mapping/1","name":"test","emit":[{"type":"track","event":"x","userId":"u","properties":{"__proto__":"x"}}]}',
    ) as unknown;
    expect(checkMapping(document)).toMatchObject({ ok: false });
  });

  test('YAML: errors name the line; aliases, tags and repeated keys are refused', () => {
    expect(parseMapping('verona: mapping/1\nname: [')).toMatchObject({
      ok: false,
      problems: [{ path: expect.stringMatching(/^line \d/u) as unknown }],
    });
    expect(parseMapping('a: &x [1]\nb: *x')).toMatchObject({ ok: false });
    expect(parseMapping('name: a\nname: b')).toMatchObject({ ok: false });
    expect(parseMapping('!!js/function a')).toMatchObject({ ok: false });
  });
});

test('mapping is total: whatever the record holds, there are messages or reasons', () => {
  const everything = mappingOf({
    missing: ['NA'],
    zone: 'America/New_York',
    lookups: { t: { a: 1 } },
    skip: { field: 'skip', matches: '^(yes|no)+$' },
    emit: [
      { type: 'identify', userId: '{{a}}', anonymousId: { hash: ['{{b}}'] }, once: '{{a}}', traits: '{{c}}' },
      track({
        userId: '{{a.b}}',
        anonymousId: 'x{{b}}',
        each: 'c',
        timestamp: {
          sum: ['{{b}}', { field: 'c', as: { date: { to: 'epochMs' } } }],
          as: { date: { formats: ['epochMs', 'd/m/Y'] } },
        },
        properties: {
          p: { field: 'item', as: 'integer' },
          q: { multiply: ['{{a}}', '{{b}}'], round: 3 },
          r: { field: 'item.x', lookup: { table: 't', otherwise: 'missing' }, text: ['lower', 'unescape', 'squeeze'] },
          s: {
            test: {
              any: [
                { field: 'a', lt: 'x' },
                { field: 'b', gt: 3 },
              ],
            },
          },
        },
      }),
      { type: 'group', userId: '{{a}}', groupId: '{{c}}', when: { field: 'b', in: [1, 'x', null, true] } },
      { type: 'alias', userId: '{{b}}', previousId: '{{a}}' },
    ],
  });
  const value = fc.oneof(
    fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withMap: true, withTypedArray: true }),
    fc.constantFrom('1', '2020-01-01', '5e400', 'NA', '\u0000', '\ud800', 'a'.repeat(5000), 1e300, 2 ** 60, Number.NaN, -0),
    fc.array(fc.record({ x: fc.anything() })),
  );
  const record = fc.oneof(value, fc.record({ a: value, b: value, c: value, skip: value }, { requiredKeys: [] }));
  fc.assert(
    fc.property(record, (given) => {
      const run = everything.start();
      const { messages, problems, skipped } = run.map(given, { digest, line: 3 });
      expect(messages.length === 0 || problems.length === 0).toBe(true);
      for (const problem of problems) expect(problem).toMatchObject({ line: 3, message: expect.stringMatching(/./u) as unknown });
      for (const message of messages) expect(message.userId ?? message.anonymousId).toBeTruthy();
      if (skipped) expect(messages).toEqual([]);
    }),
    { numRuns: 3000 },
  );
});
