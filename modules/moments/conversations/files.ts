/** Files that a colleague brings for an answer. They belong to the moment from the start, so nothing lies about without one. */
import type { Readable } from 'node:stream';
import type { Principal } from '#platform/auth';
import { Refusal, type ReplyOf } from '#platform/contract';
import { bytesOf, type Files } from '#platform/files';
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
