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

class CopyOut extends Readable {
  rows = 0;
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
    if (!this.push(chunk)) this.#wire?.stream.pause();
  }
  handleCommandComplete({ text }: { text: string }): void {
    this.rows = rowsOf(text);
  }
  handleReadyForQuery(): void {
    if (!this.destroyed) this.push(null);
  }
  handleError(error: Error): void {
    this.#wire?.stream.resume();
    this.destroy(error);
  }
}

/** Runs `copy … to stdout` and streams what it says; `rows` is known at the end. One at a time on a connection. */
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
