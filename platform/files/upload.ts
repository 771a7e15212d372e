/** The bytes of an upload, never more in memory than a file may have. */
import { Readable } from 'node:stream';
import { Refusal } from '#platform/contract';
import { fileRefusals, maxFileBytes } from './contract.ts';

export async function bytesOf(body: unknown, most = maxFileBytes): Promise<Buffer> {
  // Sent as JSON, it was parsed on the way.
  if (!(body instanceof Readable)) return Buffer.from(JSON.stringify(body));
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > most) throw new Refusal(fileRefusals.file_too_large, { detail: `At most ${most} bytes are taken.` });
    parts.push(part);
  }
  return Buffer.concat(parts);
}
