/** Files that a colleague brings for an answer. They belong to the moment from the start, so nothing lies about without one. */
import { Readable } from 'node:stream';
import type { Principal } from '#platform/auth';
import { Refusal, type ReplyOf } from '#platform/contract';
import type { Files } from '#platform/files';
import { fileRefusals, maxFileBytes } from '#platform/files/contract';
import type { Tx } from '#platform/postgres';
import { type bringFile as bringFileRoute, refusals } from '../contract.ts';
import { employeeOf, type Ground, isOpen, orRefuse } from '../ground.ts';
import { findMoment } from '../store/moments.ts';

export interface Bringing extends Ground {
  files: Pick<Files, 'save' | 'link'>;
}

export async function bringFile(
  { db, files }: Bringing,
  principal: Principal,
  id: string,
  name: string,
  body: Readable,
): Promise<ReplyOf<typeof bringFileRoute>> {
  const { workspaceId } = principal;
  employeeOf(principal);
  const mustBeOpen = async (tx: Tx) => {
    const moment = orRefuse(await findMoment(tx, workspaceId, id), refusals.no_such_moment);
    if (!isOpen(moment)) throw new Refusal(refusals.not_open);
  };
  // Nothing is read for a moment that takes no file.
  await db.inWorkspace(workspaceId, mustBeOpen, { readOnly: true });
  const bytes = await bytesOf(body);
  return db.inWorkspace(workspaceId, async (tx) => {
    await mustBeOpen(tx);
    const { id: fileId, ...file } = await files.save(tx, workspaceId, { name, bytes, origin: `moment:${id}` });
    return { fileId, name: file.name, type: file.type, size: file.size, secrets: file.secrets };
  });
}

/** Never more in memory than a file may have. */
async function bytesOf(body: unknown): Promise<Buffer> {
  // Sent as JSON, it was parsed on the way.
  if (!(body instanceof Readable)) return Buffer.from(JSON.stringify(body));
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > maxFileBytes)
      throw new Refusal(fileRefusals.file_too_large, { detail: `At most ${maxFileBytes} bytes are taken.` });
    parts.push(part);
  }
  return Buffer.concat(parts);
}
