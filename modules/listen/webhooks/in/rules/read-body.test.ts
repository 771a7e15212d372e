import { expect, test } from 'vitest';
import { plainHeaders } from './plain-headers.ts';
import { readBody } from './read-body.ts';

const json = (text: string, type = 'application/json; charset=utf-8') => readBody(Buffer.from(text), type, 'json');

test('an object is one record, a list of objects as many', () => {
  expect(json('{"a":1}')).toEqual({ ok: true, records: [{ a: 1 }] });
  expect(json('[{"a":1},{"a":2}]', 'application/cloudevents+json')).toEqual({ ok: true, records: [{ a: 1 }, { a: 2 }] });
});

test.each(['', '{', '"text"', '7', 'null', '[1]', '[[]]'])('%j is refused as content', (text) => {
  expect(json(text)).toMatchObject({ ok: false, why: 'content' });
});

test('bytes that are not UTF-8 are refused, not guessed', () => {
  expect(readBody(Buffer.from([0x22, 0xff, 0x22]), 'application/json', 'json')).toMatchObject({ ok: false, why: 'content' });
});

test.each(['text/plain', '', 'application/x-www-form-urlencoded', 'application/jsonp'])('%j is no type of JSON', (type) => {
  expect(json('{}', type)).toMatchObject({ ok: false, why: 'type' });
});

test('a form is its fields; one that comes twice is a list; odd names stay names', () => {
  const read = readBody(Buffer.from('From=%2B39&Body=a+b&tag=x&tag=y&__proto__=z'), 'application/x-www-form-urlencoded', 'form');
  expect(read.ok && read.records[0]).toEqual(
    Object.assign(Object.create(null), { From: '+39', Body: 'a b', tag: ['x', 'y'], ['__proto__']: 'z' }),
  );
  expect(readBody(Buffer.from('{}'), 'application/json', 'form')).toMatchObject({ ok: false, why: 'type' });
});

test('what proves the caller is not shown', () => {
  const headers = {
    'X-GitHub-Event': 'push',
    Authorization: 'Basic x',
    cookie: 'a',
    'x-hub-signature-256': 's',
    'x-proof': 's',
    two: ['a', 'b'],
  };
  expect(plainHeaders(headers, { scheme: 'hmac', header: 'x-proof', prefix: '', encoding: 'hex' })).toEqual({
    'x-github-event': 'push',
    two: 'a, b',
  });
});
