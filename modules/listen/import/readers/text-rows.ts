/**
 * Cuts a stream of UTF-8 bytes into rows: lines, or with `delimiter` RFC 4180 rows whose quoted fields may hold line breaks.
 *
 * Why not a CSV library: an import must name the right line, keep byte positions to resume from, and lose nothing but the bad
 * row. csv-parse 7 counts a quoted CRLF as two lines, drops the rest of its buffer after an overlong row, and lets one unclosed
 * quote swallow the file. It serves as the oracle in this reader's property test instead.
 */
import { isUtf8 } from 'node:buffer';
import type { Position } from './reading.ts';

const lf = 10;
const cr = 13;
const quote = 34;
const nothing: Buffer = Buffer.alloc(0);

export type TextRow =
  | { line: number; end: Position; text: string; quoted: boolean }
  | { line: number; end: Position; problem: string };

export interface RowRules {
  /** The delimiter's byte; without it every line is a row and quotes mean nothing. */
  delimiter?: number | undefined;
  maxBytes: number;
}

/** Where a quoted row ends, and what is wrong with it. */
interface Extent {
  /** Index of the ending line break; the buffer's length for the last row. */
  end: number;
  lines: number;
  problem?: string;
}

export class TextRows {
  readonly #rules: RowRules;
  #rest = nothing;
  #byte: number;
  #line: number;
  #row: number;
  /** The rest of an overlong line is being thrown away. */
  #passing: boolean;

  constructor(rules: RowRules, from: Position) {
    this.#rules = rules;
    this.#byte = from.byte;
    this.#line = from.line;
    this.#row = from.row;
    this.#passing = false;
  }

  /** The rows this chunk completes; with `last`, also the one that no line break ends. Empty lines are no rows. */
  push(chunk: Buffer, last = false): TextRow[] {
    const buffer = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const rows: TextRow[] = [];
    const { delimiter, maxBytes } = this.#rules;
    let at = 0;
    let nextQuote = delimiter === undefined ? buffer.length : -1;
    while (at < buffer.length) {
      const found = buffer.indexOf(lf, at);
      const newline = found === -1 ? buffer.length : found;
      if (this.#passing) {
        at = this.#advance(at, newline, buffer.length, found === -1 ? 0 : 1);
        this.#passing = found === -1;
        continue;
      }
      if (nextQuote < at) nextQuote = indexOrEnd(buffer, quote, at);
      const quoted = nextQuote < newline;
      const extent = quoted ? extentOf(buffer, at, delimiter ?? 0, last) : plainExtent(found, newline, last);
      if (extent === 'unclosed' || (extent === 'more' && buffer.length - at > maxBytes)) {
        // Give up this line only: what follows may be sound, and a stray quote must not swallow the file.
        const line = this.#line + 1;
        this.#passing = found === -1 && !last;
        at = this.#advance(at, newline, buffer.length, found === -1 ? 0 : 1);
        const problem = quoted ? unclosed(extent, maxBytes) : tooLarge(maxBytes);
        rows.push({ line, end: this.#position(), problem });
        continue;
      }
      if (extent === 'more') break;
      const line = this.#line + 1;
      const start = at;
      at = this.#advance(at, extent.end, buffer.length, extent.lines);
      const stop = extent.end > start && buffer[extent.end - 1] === cr ? extent.end - 1 : extent.end;
      if (stop > start) rows.push(this.#rowOf(buffer, start, stop, line, quoted, extent.problem));
    }
    this.#rest = at === buffer.length ? nothing : buffer.subarray(at);
    return rows;
  }

  /** Moves past the line break at `end` (or to the buffer's end), and answers the next index. */
  #advance(at: number, end: number, length: number, lines: number): number {
    const next = Math.min(end + 1, length);
    this.#byte += next - at;
    this.#line += lines;
    return next;
  }

  #position(): Position {
    this.#row += 1;
    return { byte: this.#byte, line: this.#line, row: this.#row };
  }

  #rowOf(buffer: Buffer, start: number, stop: number, line: number, quoted: boolean, problem?: string): TextRow {
    const end = this.#position();
    if (problem !== undefined) return { line, end, problem };
    if (stop - start > this.#rules.maxBytes) return { line, end, problem: tooLarge(this.#rules.maxBytes) };
    const text = buffer.toString('utf8', start, stop);
    // The replacement sign may be there honestly; only then are the bytes looked at.
    if (text.includes('\ufffd') && !isUtf8(buffer.subarray(start, stop))) {
      return { line, end, problem: 'holds bytes that are not UTF-8; state the encoding of the file' };
    }
    return { line, end, text, quoted };
  }
}

const unclosed = (extent: 'more' | 'unclosed', bytes: number) =>
  `a quote opened on this line is ${extent === 'unclosed' ? 'never closed' : `not closed within ${bytes} bytes`}`;
const tooLarge = (bytes: number) => `is larger than ${bytes} bytes`;

function indexOrEnd(buffer: Buffer, byte: number, from: number): number {
  const found = buffer.indexOf(byte, from);
  return found === -1 ? buffer.length : found;
}

function plainExtent(found: number, newline: number, last: boolean): Extent | 'more' {
  if (found === -1) return last ? { end: newline, lines: 0 } : 'more';
  return { end: newline, lines: 1 };
}

/** Walks one row that holds a quote. Quotes open at the start of a field only; inside, two stand for one. */
function extentOf(buffer: Buffer, start: number, delimiter: number, last: boolean): Extent | 'more' | 'unclosed' {
  let lines = 0;
  let column = 1;
  let fieldStart = true;
  let inside = false;
  let closed = false;
  let problem: string | undefined;
  for (let at = start; at < buffer.length; at += 1) {
    const byte = buffer[at];
    if (inside) {
      if (byte === lf) lines += 1;
      if (byte !== quote) continue;
      if (at + 1 === buffer.length && !last) return 'more';
      if (buffer[at + 1] === quote) {
        at += 1;
      } else {
        inside = false;
        closed = true;
      }
    } else if (byte === lf) {
      return { end: at, lines: lines + 1, ...(problem === undefined ? {} : { problem }) };
    } else if (byte === delimiter) {
      column += 1;
      fieldStart = true;
      closed = false;
    } else if (byte === quote && fieldStart) {
      inside = true;
      fieldStart = false;
    } else {
      fieldStart = false;
      if (closed && !(byte === cr && (buffer[at + 1] ?? lf) === lf))
        problem ??= `there is text after the closing quote of column ${column}`;
    }
  }
  if (!last) return 'more';
  return inside ? 'unclosed' : { end: buffer.length, lines, ...(problem === undefined ? {} : { problem }) };
}
