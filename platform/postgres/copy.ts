/** COPY as streams. What the driver leaves out: it speaks the protocol, but has no query that carries rows in bulk. */
import { once } from 'node:events';
import { Readable } from 'node:stream';
import type pg from 'pg';

/** `COPY 1234`. */
const rowsOf = (tag: string) => Number(/^COPY (\d+)/.exec(tag)?.[1] ?? 0);

/** The part of the driver's connection that COPY needs; its types leave it out. */
interface Wire {
  query(text: string): void;
  stream: NodeJS.WritableStream & { pause(): void; resume(): void; writableNeedDrain: boolean };
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
}

/** Rows are small; what reads them has a price a piece. */
const pieceBytes = 64 * 1024;

class CopyOut extends Readable {
  /** So far; the server says one message a row. */
  rows = 0;
  #piece: Buffer = Buffer.allocUnsafe(pieceBytes);
  #filled = 0;
  readonly #text: string;
  #wire: Wire | undefined;

  constructor(text: string) {
    super();
    this.#text = text;
  }
  submit(wire: Wire): void {
    this.#wire = wire;
    wire.query(this.#text);
  }
  override _read(): void {
    this.#wire?.stream.resume();
  }
  handleCopyData({ chunk }: { chunk: Buffer }): void {
    this.rows += 1;
    if (this.#filled + chunk.length > this.#piece.length) this.#give(chunk.length);
    // Copied: the driver reads the next message into the same memory.
    this.#filled += chunk.copy(this.#piece, this.#filled);
  }
  #give(room = 0): void {
    if (this.#filled > 0 && !this.push(this.#piece.subarray(0, this.#filled))) this.#wire?.stream.pause();
    this.#piece = Buffer.allocUnsafe(Math.max(pieceBytes, room));
    this.#filled = 0;
  }
  handleCommandComplete(): void {
    if (!this.destroyed) this.#give();
  }
  handleReadyForQuery(): void {
    // Whatever this reader still has to read: the connection is for the next query now.
    this.#wire?.stream.resume();
    if (!this.destroyed) this.push(null);
  }
  handleError(error: Error): void {
    this.#wire?.stream.resume();
    this.destroy(error);
  }
}

/** Runs `copy … to stdout` and streams what it says; `rows` counts along. One at a time on a connection. */
export function copyOut(client: pg.Client, text: string): Readable & { readonly rows: number } {
  return client.query(new CopyOut(text) as never) as unknown as CopyOut;
}

/** Runs `copy … from stdin` with what `source` gives; answers how many rows that were. A broken source breaks the copy off. */
export function copyIn(client: pg.Client, text: string, source: AsyncIterable<Buffer>): Promise<number> {
  return new Promise((resolve, reject) => {
    let rows = 0;
    let failure: Error | undefined;
    const over = new AbortController();
    const pump = async (wire: Wire) => {
      try {
        for await (const chunk of source) {
          if (over.signal.aborted) return;
          wire.sendCopyFromChunk(chunk);
          if (wire.stream.writableNeedDrain) await once(wire.stream, 'drain', { signal: over.signal });
        }
        wire.endCopyFrom();
      } catch (error) {
        if (over.signal.aborted) return;
        failure = error instanceof Error ? error : new Error(String(error));
        wire.sendCopyFail(failure.message);
      }
    };
    client.query({
      submit: (wire: Wire) => wire.query(text),
      handleCopyInResponse: (wire: Wire) => void pump(wire),
      handleCommandComplete: ({ text: tag }: { text: string }) => {
        rows = rowsOf(tag);
      },
      handleReadyForQuery: () => (failure ? reject(failure) : resolve(rows)),
      handleError: (error: Error) => {
        over.abort();
        // What broke the source is the reason; the server only repeats it.
        failure ??= error;
        reject(failure);
      },
    } as never);
  });
}
