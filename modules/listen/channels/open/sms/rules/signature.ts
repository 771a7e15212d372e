/**
 * Does a request come from the account that holds the auth token? Pure.
 *
 * Source: Twilio, "Webhooks security": HMAC-SHA1, keyed with the auth token, over the address as it was called followed by
 * every field of the form, sorted by name, name and value without anything between them; in base64.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

export function provesForm(authToken: string, url: string, form: URLSearchParams, given: string): boolean {
  const bytes = Buffer.from(given, 'base64');
  // Their proxies drop or add the port; what proves the address proves it either way.
  return spellings(url).some((spelling) => {
    const expected = signatureOf(authToken, spelling, form);
    return expected.length === bytes.length && timingSafeEqual(expected, bytes);
  });
}

export function signatureOf(authToken: string, url: string, form: URLSearchParams): Buffer {
  const names = sorted(form.keys());
  // A field that comes twice counts once for each of its values, sorted too.
  const fields = names.flatMap((name) => sorted(form.getAll(name)).map((value) => name + value));
  return createHmac('sha1', authToken)
    .update(url + fields.join(''), 'utf8')
    .digest();
}

/** Each once, by code units as theirs. */
const sorted = (texts: Iterable<string>) => [...new Set(texts)].sort((a, b) => Number(a > b) - Number(a < b));

function spellings(text: string): string[] {
  const [, scheme = '', host = '', port, rest = ''] = /^(https?):\/\/([^/:?#]+)(?::(\d+))?(.*)$/.exec(text) ?? [];
  if (host === '') return [text];
  const usual = scheme === 'https' ? '443' : '80';
  return [text, port === undefined ? `${scheme}://${host}:${usual}${rest}` : `${scheme}://${host}${rest}`];
}
