/** What a thread does with one raw mail. Archives are never opened, nothing is fetched (cases C11, C12). */
import { convert } from 'html-to-text';
import { type SimpleParserOptions, simpleParser } from 'mailparser';
import { fold } from './fold.ts';
import { caps, type ParsedMail } from './types.ts';

// `keepDeliveryStatus` is missing from the types: a delivery report is a part of its own, not somebody's words.
const options: SimpleParserOptions & { keepDeliveryStatus: true } = {
  skipHtmlToText: true,
  skipTextToHtml: true,
  skipImageLinks: true,
  skipTextLinks: true,
  keepDeliveryStatus: true,
  keepCidLinks: true,
};

export async function work(given: Uint8Array): Promise<ParsedMail> {
  const raw = withoutMbox(Buffer.from(given.buffer, given.byteOffset, given.byteLength));
  const bodyAt = endOfHead(raw);
  if (bodyAt > caps.headBytes) throw new Error(`its headers are larger than ${caps.headBytes} bytes`);
  const mail = await simpleParser(raw, options);
  const html = typeof mail.html === 'string' ? mail.html : undefined;
  const readable = mail.text?.trim() ? mail.text : textOf(html);
  const folded = fold(readable.slice(0, caps.text));
  const attachments = mail.attachments.slice(0, caps.attachments);
  return {
    headers: mail.headerLines.slice(0, caps.headers).map(({ key, line }) => [key.toLowerCase(), unfolded(line)]),
    text: folded.text,
    quoted: folded.quoted,
    ...(html !== undefined && { html: html.slice(0, caps.html) }),
    attachments: attachments.map(({ filename, contentType, content, cid, related }) => ({
      name: filename ?? '',
      type: contentType,
      bytes: content,
      ...(cid !== undefined && { contentId: cid }),
      inline: related,
    })),
    attachmentsLeftOut: mail.attachments.length - attachments.length,
    body: raw.subarray(bodyAt, bodyAt + caps.body).toString('latin1'),
    ...(mail.date && !Number.isNaN(mail.date.getTime()) && { date: mail.date.toISOString() }),
  };
}

/** Mail taken from an mbox file begins with a line that is no header; some very old systems end lines with CR alone. */
function withoutMbox(given: Buffer): Buffer {
  const raw = given.includes(10) ? given : Buffer.from(given.toString('latin1').replaceAll('\r', '\n'), 'latin1');
  if (raw.subarray(0, 5).toString('latin1') !== 'From ') return raw;
  return raw.subarray(raw.indexOf(10) + 1);
}

/** Where the body begins: behind the first empty line, however lines end. */
function endOfHead(raw: Buffer): number {
  for (let at = raw.indexOf(10); at >= 0; at = raw.indexOf(10, at + 1)) {
    const next = raw[at + 1] === 13 ? at + 2 : at + 1;
    if (raw[next] === 10) return next + 1;
  }
  return raw.length;
}

/** RFC 5322 §2.2.3; bytes beyond ASCII are UTF-8 (RFC 6532) when they can be, Latin-1 otherwise. */
function unfolded(line: string): string {
  const value = line
    .slice(line.indexOf(':') + 1)
    .replace(/\r?\n[ \t]*/g, ' ')
    .trim();
  const bytes = Buffer.from(value, 'latin1');
  if (bytes.toString('latin1') !== value) return value;
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? value : text;
}

function textOf(html: string | undefined): string {
  if (html === undefined) return '';
  return convert(html.slice(0, caps.html), {
    wordwrap: false,
    limits: { maxInputLength: caps.html, maxDepth: 60, ellipsis: '…' },
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref: false } },
      { selector: 'table', format: 'block' },
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    ],
  });
}
