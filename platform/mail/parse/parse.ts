import { createThreads } from '#platform/threads';
import type { ParsedMail } from './types.ts';

export interface MailParser {
  /** Takes a mail apart in a thread; throws `ThreadFailed` or `TookTooLong` for what cannot be read within the caps. */
  parse(raw: Buffer, deadlineMs?: number): Promise<ParsedMail>;
  close(): Promise<void>;
}

export function createMailParser({ threads: size = 1 }: { threads?: number } = {}): MailParser {
  const threads = createThreads<Buffer, ParsedMail>({ module: new URL('./work.ts', import.meta.url).href, size, memoryMb: 384 });
  return {
    async parse(raw, deadlineMs = 10_000) {
      const mail = await threads.run(raw, deadlineMs);
      // Buffers come out of a thread as plain arrays of bytes.
      return { ...mail, attachments: mail.attachments.map((each) => ({ ...each, bytes: bufferOf(each.bytes) })) };
    },
    close: () => threads.close(),
  };
}

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
