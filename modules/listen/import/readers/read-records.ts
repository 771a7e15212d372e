/** Opens a file, finds out what it is, and reads its records one after another with bounded memory. */
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { firstBytes, type Meter, openText, type TextSource } from './bytes.ts';
import { csvRecords, delimiterOf, readHeader } from './csv.ts';
import { ndjsonRecord } from './ndjson.ts';
import { openParquet } from './parquet.ts';
import { defaults, type Encoding, type FileFormat, type Read, type ReadOptions, UnreadableFile } from './reading.ts';
import { type TextRow, TextRows } from './text-rows.ts';

const headBytes = 256 * 1024;

export interface RecordReader extends AsyncIterable<Read> {
  readonly format: FileFormat;
  readonly gzip: boolean;
  /** Of CSV and Parquet; NDJSON has none before it is read. */
  readonly columns: string[] | undefined;
  readonly delimiter: string | undefined;
  readonly encoding: Encoding | undefined;
  /** Bytes of the file, and how many of them are read: the bar of progress. */
  readonly total: number;
  read(): number;
  /** Removes what reading needed besides the file. Iterating to the end or leaving the loop does not. */
  close(): Promise<void>;
}

/** `from` of the options goes on behind an earlier `end`. Throws `UnreadableFile` when there is nothing to read. */
export async function readRecords(path: string, options: ReadOptions = {}): Promise<RecordReader> {
  const maxRatio = options.maxRatio ?? defaults.maxRatio;
  const maxRecordBytes = options.maxRecordBytes ?? defaults.maxRecordBytes;
  const { size: total } = await stat(path);
  const gzip = await isGzip(path);
  const head = await firstBytes(path, gzip, headBytes, maxRatio);
  refuseForeign(head);
  const meter: Meter = { read: 0 };
  const shared = { gzip, total, read: () => Math.min(meter.read, total) };

  if (isParquet(head)) {
    const plain = gzip ? await unfold(path, maxRatio) : { path, size: total, close: () => Promise.resolve() };
    const file = await openParquet(plain.path, plain.size, { maxRecordBytes, maxRatio });
    // Progress is told in the bytes of the file given, whether that is the one read or not.
    const inner: Meter = { read: 0 };
    return {
      ...shared,
      read: () => Math.round((inner.read / Math.max(1, plain.size)) * total),
      format: 'parquet',
      columns: file.columns,
      delimiter: undefined,
      encoding: undefined,
      close: plain.close,
      [Symbol.asyncIterator]: () => file.read(options.from, inner),
    };
  }
  if (options.format === 'parquet') throw new UnreadableFile('is no Parquet file: it does not begin with PAR1');

  const encoding = options.encoding ?? encodingOf(head);
  const start = toUtf8(head, encoding);
  const macLines = !start.includes(10) && start.includes(13);
  const sample = macLines ? Buffer.from(start.map((byte) => (byte === 13 ? 10 : byte))) : start;
  const whole = head.length < headBytes;
  const format = options.format ?? textFormat(sample);
  const source: TextSource = { path, gzip, encoding, macLines, maxRatio };
  const text = { ...shared, format, encoding, close: () => Promise.resolve() };

  if (format === 'ndjson') {
    const from = options.from ?? { byte: bomBytes(sample), line: 0, row: 0 };
    const rows = () =>
      readRows(openText(source, from.byte, meter), new TextRows({ maxBytes: maxRecordBytes }, from), ndjsonRecord);
    return { ...text, columns: undefined, delimiter: undefined, [Symbol.asyncIterator]: rows };
  }
  const delimiter = options.delimiter ?? delimiterOf(sample, whole);
  const { columns, end } = readHeader(sample, whole, delimiter);
  const from = options.from ?? end;
  const toRecord = csvRecords(columns, delimiter);
  const rules = { delimiter: delimiter.charCodeAt(0), maxBytes: maxRecordBytes };
  const rows = () => readRows(openText(source, from.byte, meter), new TextRows(rules, from), toRecord);
  return { ...text, columns, delimiter, [Symbol.asyncIterator]: rows };
}

async function* readRows(chunks: AsyncIterable<Buffer>, rows: TextRows, toRead: (row: TextRow) => Read): AsyncGenerator<Read> {
  for await (const chunk of chunks) {
    for (const row of rows.push(chunk)) yield toRead(row);
  }
  for (const row of rows.push(Buffer.alloc(0), true)) yield toRead(row);
}

/**
 * SHA-256 of the content, hex: the same for a file and its gzip, which differs by its time stamp each time it is made. Message ids
 * are made from it, so that content imported twice is the same events.
 */
export async function contentDigest(path: string, maxRatio: number = defaults.maxRatio): Promise<string> {
  const gzip = await isGzip(path);
  const hash = createHash('sha256');
  const source: TextSource = { path, gzip, encoding: 'utf-8', macLines: false, maxRatio };
  for await (const chunk of openText(source, 0, { read: 0 })) hash.update(chunk);
  return hash.digest('hex');
}

/** Parquet is read from its end, so a gzipped one is unfolded beside it first. */
async function unfold(path: string, maxRatio: number): Promise<{ path: string; size: number; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'verona-import-'));
  const close = () => rm(folder, { recursive: true, force: true });
  try {
    const target = join(folder, 'file.parquet');
    const source: TextSource = { path, gzip: true, encoding: 'utf-8', macLines: false, maxRatio };
    await pipeline(openText(source, 0, { read: 0 }), createWriteStream(target));
    return { path: target, size: (await stat(target)).size, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function isGzip(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

const isParquet = (head: Buffer) => head.subarray(0, 4).equals(Buffer.from('PAR1'));
const bomBytes = (head: Buffer) => (head.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0);

const foreign: [magic: number[], what: string][] = [
  [[0x50, 0x4b], 'is a ZIP archive or an Excel workbook; give the CSV inside it'],
  [[0x1f, 0x8b], 'is compressed twice; unpack it once'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'is compressed with Zstandard; give it plain or gzipped'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'is compressed with xz; give it plain or gzipped'],
  [[0x42, 0x5a, 0x68], 'is compressed with bzip2; give it plain or gzipped'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'is an old Excel workbook; save it as CSV'],
];

function refuseForeign(head: Buffer): void {
  if (head.length === 0) throw new UnreadableFile('is empty');
  for (const [magic, what] of foreign) {
    if (head.subarray(0, magic.length).equals(Buffer.from(magic))) throw new UnreadableFile(what);
  }
}

function encodingOf(head: Buffer): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  // One stray NUL is its row's problem; many are another kind of file, or UTF-16 without its mark.
  const nuls = head.reduce((count, byte) => (byte === 0 ? count + 1 : count), 0);
  if (nuls > head.length / 20) throw new UnreadableFile('holds many NUL bytes: it is no text file, or UTF-16 without a mark');
  // The head may end inside a character, whose bytes are at most four.
  for (let cut = 0; cut < 4; cut += 1) {
    if (isUtf8(head.subarray(0, head.length - cut))) return 'utf-8';
  }
  return 'latin1';
}

function toUtf8(head: Buffer, encoding: Encoding): Buffer {
  if (encoding === 'utf-8') return head;
  return Buffer.from(new TextDecoder(encoding === 'latin1' ? 'windows-1252' : 'utf-16le').decode(head));
}

function textFormat(head: Buffer): FileFormat {
  const first = head
    .toString('utf8', 0, 1000)
    .replace(/^\ufeff/u, '')
    .trimStart()[0];
  if (first === '[') throw new UnreadableFile('is one JSON list; write one object a line (NDJSON)');
  return first === '{' ? 'ndjson' : 'csv';
}
