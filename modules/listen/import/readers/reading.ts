/** What every reader answers, whatever the file. */

/** How far a file was read. Reading from here gives exactly what followed. */
export interface Position {
  /** Bytes of the text (after decompression, as UTF-8) before the next record; rows for Parquet. */
  byte: number;
  /** Lines before the next record; rows for Parquet. */
  line: number;
  /** Records and problems before the next one. */
  row: number;
}

/** One record, or why there is none. `line` is where it begins, from 1 (for Parquet the row); `end` is where the next begins. */
export type Read =
  | { line: number; end: Position; record: Record<string, unknown> }
  | { line: number; end: Position; problem: string };

export type FileFormat = 'csv' | 'ndjson' | 'parquet';
export type Encoding = 'utf-8' | 'latin1' | 'utf-16le';

export interface ReadOptions {
  format?: FileFormat | undefined;
  delimiter?: string | undefined;
  /** What the text is written in; found out from the first bytes when left out. */
  encoding?: Encoding | undefined;
  /** Goes on where an earlier reading stopped. */
  from?: Position | undefined;
  /** A larger record is a problem of its line, and is never held in memory. */
  maxRecordBytes?: number | undefined;
  /** A file that unfolds by more than this factor is a bomb, not a file. */
  maxRatio?: number | undefined;
}

export const defaults = { maxRecordBytes: 1024 * 1024, maxRatio: 250 };

/** The file as a whole cannot be read, or not any further: nothing to skip, the reading ends here. */
export class UnreadableFile extends Error {}
