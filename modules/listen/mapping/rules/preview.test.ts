import { describe, expect, test } from 'vitest';
import { checkMapping } from '../parse.ts';
import { compileMapping } from './compile.ts';
import { preview } from './preview.ts';
import { suggestMapping } from './suggest.ts';

function compiled(document: unknown) {
  const parsed = checkMapping(document);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const result = compileMapping(parsed.mapping);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.mapping;
}

test('a preview shows records beside messages and counts both', () => {
  const mapping = compiled({
    verona: 'mapping/1',
    name: 'test',
    skip: { field: 'id', equals: 'test' },
    emit: [{ type: 'track', event: 'Seen', userId: '{{id}}', timestamp: '{{at}}' }],
  });
  const { rows, tally } = preview(
    mapping,
    [
      { line: 2, record: { id: 'a', at: '2020-01-02' } },
      { line: 3, record: { id: 'test' } },
      { line: 4, problem: 'has 1 column where the header has 2' },
      { line: 5, record: { id: 'a', at: '2020-01-01' } },
      { line: 6, record: { id: 'b', at: 'x' } },
    ],
    'd'.repeat(64),
  );
  expect(tally).toEqual({
    records: 5,
    used: 2,
    skipped: 1,
    refused: 2,
    messages: 2,
    byName: { Seen: 2 },
    people: 1,
    earliest: '2020-01-01T00:00:00.000Z',
    latest: '2020-01-02T00:00:00.000Z',
  });
  expect(rows[2]).toMatchObject({ line: 4, problems: [{ message: 'has 1 column where the header has 2' }] });
  expect(rows[0]).toMatchObject({ record: { id: 'a' }, messages: [{ event: 'Seen' }] });
});

describe('a suggestion', () => {
  const sample = [
    {
      'Customer ID': '17850',
      InvoiceDate: '1/12/2010 8:26',
      Email: 'A@B.org',
      'Stock Code': '0071',
      Quantity: '6',
      Price: '2.55',
      'a.b': 'x',
    },
    {
      'Customer ID': '',
      InvoiceDate: '31/12/2010 8:30',
      Email: '',
      'Stock Code': '85123',
      Quantity: '-2',
      Price: '3',
      'a.b': 'y',
    },
  ];

  test('compiles, runs on its own sample, and keeps every column', () => {
    const { mapping, guesses } = suggestMapping(Object.keys(sample[0] ?? {}), sample);
    const { rows } = preview(compiled(mapping), [{ line: 2, record: sample[0] }], 'd');
    expect(rows[0]?.messages).toMatchObject([
      { type: 'identify', userId: '17850', traits: { Email: 'A@B.org' } },
      {
        type: 'track',
        event: 'Imported Record',
        userId: '17850',
        timestamp: '2010-12-01T08:26:00.000Z',
        properties: { Quantity: 6, Price: 2.55, 'Stock Code': '0071', 'a.b': 'x' },
      },
    ]);
    expect(guesses.find((guess) => guess.field === 'InvoiceDate')?.doubtful).toBe(false);
    expect(guesses.find((guess) => guess.target === 'event')?.doubtful).toBe(true);
  });

  test('says when day and month cannot be told apart, and when nobody is named', () => {
    const { guesses, mapping } = suggestMapping(['date', '__proto__'], [{ date: '01/02/2020' }]);
    expect(guesses.filter((guess) => guess.doubtful).map((guess) => guess.target)).toEqual(['userId', 'timestamp', 'event']);
    expect(checkMapping(mapping).ok).toBe(true);
  });

  test('people without events become identify calls', () => {
    const { mapping } = suggestMapping(['email', 'city'], [{ email: ' Ada@X.org ', city: 'Bern' }]);
    const { rows } = preview(compiled(mapping), [{ line: 2, record: { email: ' Ada@X.org ', city: 'Bern' } }], 'd');
    expect(rows[0]?.messages).toMatchObject([{ type: 'identify', userId: 'ada@x.org', traits: { city: 'Bern' } }]);
  });
});
