/** A file's text as bytes: decompressed under a cap, turned into UTF-8, counted. */
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { type Encoding, UnreadableFile } from './reading.ts';

const chunkBytes = 256 * 1024;
/** Below this, any ratio is harmless. */
const ratioFloor = 32 * 1024 * 1024;

/** Bytes of the file itself read so far: what progress is measured by, compressed or not. */
export interface Meter {
  read: number;
}

async function* fromFile(path: string, start: number, meter: Meter): AsyncGenerator<Buffer> {
  meter.read = start;
  const file = createReadStream(path, { start, highWaterMark: chunkBytes });
  for await (const chunk of file as AsyncIterable<Buffer>) {
    meter.read = start + file.bytesRead;
    yield chunk;
  }
}

async function* gunzipped(path: string, maxRatio: number, meter: Meter): AsyncGenerator<Buffer> {
  meter.read = 0;
  const file = createReadStream(path, { highWaterMark: chunkBytes });
  const gunzip = createGunzip({ chunkSize: chunkBytes });
  file.on('error', (error) => gunzip.destroy(error));
  file.pipe(gunzip);
  let unfolded = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      unfolded += chunk.length;
      meter.read = gunzip.bytesWritten;
      if (unfolded > ratioFloor && unfolded > maxRatio * gunzip.bytesWritten) {
        throw new UnreadableFile(`unfolds to more than ${maxRatio} times its size: that is a decompression bomb, not data`);
      }
      yield chunk;
    }
    meter.read = file.bytesRead;
  } catch (error) {
    if (error instanceof Error && 'code' in error && /^Z_/u.test(String(error.code))) {
      throw new UnreadableFile(`the gzip stream is broken or cut off: ${error.message}`);
    }
    throw error;
  } finally {
    file.destroy();
    gunzip.destroy();
  }
}

/** WHATWG decoders: `latin1` there is Windows-1252, which is what such files really are. */
async function* toUtf8(chunks: AsyncIterable<Buffer>, encoding: Exclude<Encoding, 'utf-8'>): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding === 'latin1' ? 'windows-1252' : 'utf-16le');
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    if (text.length > 0) yield Buffer.from(text);
  }
  const text = decoder.decode();
  if (text.length > 0) yield Buffer.from(text);
}

/** Lines that end with CR alone (old Macintosh exports), ended with LF instead. */
async function* crToLf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield Buffer.from(chunk.map((byte) => (byte === 13 ? 10 : byte)));
}

async function* without(chunks: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const chunk of chunks) {
    if (left < chunk.length) yield left === 0 ? chunk : chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}

export interface TextSource {
  path: string;
  gzip: boolean;
  encoding: Encoding;
  macLines: boolean;
  maxRatio: number;
}

/** The text from byte `from` on. Plain UTF-8 is sought to; anything else is unfolded again and passed over, which costs no parsing. */
export function openText(source: TextSource, from: number, meter: Meter): AsyncGenerator<Buffer> {
  const seekable = !source.gzip && source.encoding === 'utf-8';
  let chunks = source.gzip ? gunzipped(source.path, source.maxRatio, meter) : fromFile(source.path, seekable ? from : 0, meter);
  if (source.encoding !== 'utf-8') chunks = toUtf8(chunks, source.encoding);
  if (source.macLines) chunks = crToLf(chunks);
  return seekable || from === 0 ? chunks : without(chunks, from);
}

/** The first bytes of a file, unfolded when it is gzipped. */
export async function firstBytes(path: string, gzip: boolean, length: number, maxRatio: number): Promise<Buffer> {
  const meter: Meter = { read: 0 };
  const parts: Buffer[] = [];
  let held = 0;
  for await (const chunk of gzip ? gunzipped(path, maxRatio, meter) : fromFile(path, 0, meter)) {
    parts.push(chunk);
    held += chunk.length;
    if (held >= length) break;
  }
  return Buffer.concat(parts).subarray(0, length);
}
