/** Parquet, a row group at a time: memory is bounded by the largest row group, which is refused when it is too large. */
import { open } from 'node:fs/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { type Compressors, type FileMetaData, parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet';
import { decompressZstd, compressors as library } from 'hyparquet-compressors';
import type { Meter } from './bytes.ts';
import { type Position, type Read, UnreadableFile } from './reading.ts';

/** Unfolded bytes of one row group; writers make groups of some 128 MB. */
const maxGroupBytes = 512 * 1024 * 1024;
const maxPageBytes = 128 * 1024 * 1024;

type Uncompress = (input: Uint8Array, length: number) => Uint8Array;

/** A page states how long it unfolds; no decoder may give more, nor may a small page state much. */
function capped(uncompress: Uncompress, maxRatio: number): Uncompress {
  return (input, length) => {
    if (length > maxPageBytes || (length > 1024 * 1024 && length > maxRatio * 4 * input.length)) {
      throw new UnreadableFile('a page unfolds to more than its size allows: that is a decompression bomb, not data');
    }
    return uncompress(input, length);
  };
}

function boundedCompressors(maxRatio: number): Compressors {
  const all: Compressors = {
    ...library,
    GZIP: (input, length) => gunzipSync(input, { maxOutputLength: Math.max(1, length) }),
    BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: Math.max(1, length) }),
    ZSTD: (input, length) => decompressZstd(input, new Uint8Array(length)),
  };
  return Object.fromEntries(Object.entries(all).map(([name, uncompress]) => [name, capped(uncompress, maxRatio)]));
}

/** What JSON can hold: whole numbers beyond 2^53 become texts, dates RFC 3339, bytes base64. */
function plainValue(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return Array.from(value as ArrayLike<unknown>, plainValue);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plainValue(inner)]));
}

/** hyparquet throws plain errors on broken files; here they say what they are about. */
async function readable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    throw new UnreadableFile(`is no sound Parquet file: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export interface ParquetFile {
  columns: string[];
  rows: number;
  read(from: Position | undefined, meter: Meter): AsyncGenerator<Read>;
}

export async function openParquet(
  path: string,
  size: number,
  options: { maxRecordBytes: number; maxRatio: number },
): Promise<ParquetFile> {
  const file = {
    byteLength: size,
    async slice(start: number, end = size): Promise<ArrayBuffer> {
      const handle = await open(path);
      try {
        const bytes = new Uint8Array(Math.max(0, end - start));
        await handle.read(bytes, 0, bytes.length, start);
        return bytes.buffer;
      } finally {
        await handle.close();
      }
    },
  };
  const metadata: FileMetaData = await readable(parquetMetadataAsync(file));
  const columns = parquetSchema(metadata).children.map((child) => child.element.name);
  const compressors = boundedCompressors(options.maxRatio);

  async function* read(from: Position | undefined, meter: Meter): AsyncGenerator<Read> {
    const begin = from?.row ?? 0;
    let groupStart = 0;
    for (const [index, group] of metadata.row_groups.entries()) {
      const rowStart = groupStart;
      const rowEnd = groupStart + Number(group.num_rows);
      groupStart = rowEnd;
      meter.read = Math.round((size * (index + 1)) / metadata.row_groups.length);
      if (rowEnd <= begin) continue;
      const bytes = group.columns.reduce((sum, column) => sum + Number(column.meta_data?.total_uncompressed_size ?? 0), 0);
      if (bytes > maxGroupBytes)
        throw new UnreadableFile(`a row group unfolds to ${bytes} bytes; at most ${maxGroupBytes} are read at once`);
      let rows: unknown[][] = [];
      const onComplete = (complete: unknown[][]) => {
        rows = complete;
      };
      await readable(parquetRead({ file, metadata, rowStart, rowEnd, compressors, onComplete }));
      for (const [offset, values] of rows.entries()) {
        const row = rowStart + offset + 1;
        if (row > begin) yield rowOf(values, row);
      }
    }
    meter.read = size;
  }

  function rowOf(values: unknown[], row: number): Read {
    const end: Position = { byte: row, line: row, row };
    const record = Object.fromEntries(columns.map((name, index) => [name, plainValue(values[index])]));
    return looksLarge(record, options.maxRecordBytes)
      ? { line: row, end, problem: `is larger than ${options.maxRecordBytes} bytes` }
      : { line: row, end, record };
  }

  return { columns, rows: Number(metadata.num_rows), read };
}

/** Counts only as far as needed, and texts as their length: a guard, not a measurement. */
function looksLarge(record: Record<string, unknown>, limit: number): boolean {
  let left = limit;
  const open: unknown[] = Object.values(record);
  while (open.length > 0) {
    const value = open.pop();
    left -= typeof value === 'string' ? value.length : 8;
    if (left < 0) return true;
    if (typeof value === 'object' && value !== null) open.push(...Object.values(value));
  }
  return false;
}
