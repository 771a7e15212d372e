// What is decided about a file before and after it is kept. Case numbers: reliability programme of the design (2.4).
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isHar, strippedHar } from './har.ts';
import { secretsIn } from './index.ts';
import { readLink, writeLink } from './links.ts';
import { headersOf, typeOf } from './type-of.ts';

describe('D14: secrets', () => {
  test.each([
    ['aws_key', 'my key is AKIAIOSFODNN7EXAMPLE thanks'],
    ['jwt', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U'],
    ['card_number', 'please charge 4111 1111 1111 1111, exp 12/29'],
    ['card_number', '5500-0000-0000-0004'],
    ['card_number', '378282246310005'],
    ['authorization', 'Authorization: Bearer abcdefghijklmnop'],
    ['authorization', '{"authorization": "Basic dXNlcjpwYXNz"}'],
    ['private_key', '-----BEGIN RSA PRIVATE KEY-----'],
    ['provider_token', `ghp_${'a1'.repeat(18)}`],
  ])('%s is seen', (kind, text) => {
    expect(secretsIn(text).map((each) => each.kind)).toContain(kind);
    expect(secretsIn(Buffer.from(text)).map((each) => each.kind)).toContain(kind);
  });

  test.each([
    'Order 4111111111111112 of 2026-11-22',
    'call +39 02 1234 5678 or 0039021234567',
    'IBAN IT60 X054 2811 1010 0000 0123 456',
    '019812f0-4111-7111-8111-111111111111',
    'authorization: see below',
  ])('%s is nothing', (text) => {
    expect(secretsIn(text)).toEqual([]);
  });

  test('a megabyte of anything is looked through in no time', () => {
    for (const piece of ['4 ', '4', 'eyJaaaaaaaaa.', 'authorization:', '-----BEGIN ']) {
      const began = performance.now();
      secretsIn(piece.repeat(Math.ceil(1_000_000 / piece.length)));
      expect(performance.now() - began).toBeLessThan(1_500);
    }
  });

  test('a HAR keeps its story and loses its sessions', () => {
    const har = {
      log: {
        entries: [
          {
            request: {
              url: 'https://shop.example/cart?page=2&access_token=SECRET1',
              headers: [
                { name: 'Cookie', value: 'sid=SECRET2' },
                { name: 'Authorization', value: 'Bearer SECRET3' },
                { name: 'Accept', value: 'text/html' },
              ],
              cookies: [{ name: 'sid', value: 'SECRET4' }],
              postData: { mimeType: 'application/json', text: '{"password":"SECRET5"}' },
            },
            response: { status: 500, headers: [{ name: 'set-cookie', value: 'sid=SECRET6' }], content: { text: 'SECRET7' } },
          },
        ],
      },
    };
    const bytes = Buffer.from(JSON.stringify(har));
    expect(isHar('trace.HAR', bytes)).toBe(true);
    expect(isHar('trace.json', bytes)).toBe(true);
    const text = strippedHar(bytes)?.toString() ?? '';
    expect(text).not.toContain('SECRET');
    expect(text).toContain('"Accept","value":"text/html"');
    expect(text).toContain('page=2');
    expect(text).toContain('500');
    expect(strippedHar(Buffer.from('not json'))).toBeUndefined();
  });
});

describe('D06: what a file is', () => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  test('is said by its bytes', async () => {
    expect(await typeOf(png)).toBe('image/png');
    expect(await typeOf(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'))).not.toMatch(/^image\//);
    expect(await typeOf(Buffer.from('<html><script>1</script>'))).toBe('text/plain');
    expect(await typeOf(Buffer.from([0, 1, 2, 3]))).toBe('application/octet-stream');
    expect(await typeOf(Buffer.from(`${'x'.repeat(64 * 1024 - 1)}grüße`))).toBe('text/plain');
  });

  test('only pictures of pixels are shown in place; no name makes a second header', () => {
    const headers = headersOf({ name: 'a"b\r\nSet-Cookie: x.png', type: 'image/png', size: 1 });
    expect(headers['content-disposition']).toBe(
      `inline; filename="a_b__Set-Cookie: x.png"; filename*=UTF-8''a%22b%0D%0ASet-Cookie%3A%20x.png`,
    );
    const page = headersOf({ name: 'Grüße.html', type: 'text/html', size: 1 });
    expect(page).toMatchObject({ 'content-type': 'application/octet-stream', 'x-content-type-options': 'nosniff' });
    expect(page['content-disposition']).toMatch(/^attachment; /);
    expect(page['content-security-policy']).toContain('sandbox');
  });
});

describe('A19: links', () => {
  const key = Buffer.alloc(32, 7);
  const link = {
    workspaceId: '0198c0de-0000-7000-8000-000000000001',
    fileId: '0198c0de-0000-7000-8000-000000000002',
    viewer: { kind: 'visitor', id: 'abc:def' },
    until: 2_000_000_000_000,
  };
  test('open what they name until their time is over', () => {
    const token = writeLink(key, link);
    expect(readLink(key, token, link.until - 1)).toEqual(link);
    expect(readLink(key, token, link.until)).toBeUndefined();
    expect(readLink(Buffer.alloc(32, 8), token, 0)).toBeUndefined();
  });
  test('cannot be changed in any place, nor spelled in another way', () => {
    const token = writeLink(key, link);
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom('A', 'z', '_', '=', '', '.'), (at, char) => {
        const changed = token.slice(0, at) + char + token.slice(at + 1);
        expect(changed === token || readLink(key, changed, 0) === undefined).toBe(true);
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => readLink(key, text, 0) === undefined));
  });
});
