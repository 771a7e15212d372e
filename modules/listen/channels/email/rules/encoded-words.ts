/** Names and subjects as RFC 2047 writes them: `=?utf-8?q?Gr=C3=BC=C3=9Fe?=`. What cannot be read stays as it is. */
const word = /=\?([\w.:-]{1,40})(?:\*[\w-]{0,20})?\?([bq])\?([^?\s]{0,2000})\?=/gi;

export function decodeWords(text: string): string {
  // Blanks between two encoded words belong to the encoding, not to the text (§6.2).
  const joined = text.replace(/(\?=)[ \t\r\n]+(?==\?[\w.:-]{1,40}(?:\*[\w-]{0,20})?\?[bq]\?)/gi, '$1');
  let pending: { charset: string; bytes: Buffer[] } | undefined;
  const parts: string[] = [];
  const flush = () => {
    if (pending) parts.push(decoded(pending.charset, Buffer.concat(pending.bytes)));
    pending = undefined;
  };
  let at = 0;
  for (const match of joined.matchAll(word)) {
    const [whole, charset = '', encoding = '', content = ''] = match;
    if (match.index > at) {
      flush();
      parts.push(joined.slice(at, match.index));
    }
    at = match.index + whole.length;
    const bytes = encoding.toLowerCase() === 'b' ? Buffer.from(content, 'base64') : quoted(content);
    // A character may be cut in two between words of one charset, against the standard and all the time.
    if (pending?.charset === charset.toLowerCase()) pending.bytes.push(bytes);
    else {
      flush();
      pending = { charset: charset.toLowerCase(), bytes: [bytes] };
    }
  }
  flush();
  parts.push(joined.slice(at));
  return parts.join('');
}

const quoted = (text: string): Buffer =>
  Buffer.from(
    text.replaceAll('_', ' ').replace(/=([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );

function decoded(charset: string, bytes: Buffer): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return bytes.toString('utf8');
  }
}
