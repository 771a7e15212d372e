/** Pictures that somebody brings for an article: pixels and nothing else, and theirs from the start (reliability case D03). */
import type { Readable } from 'node:stream';
import type { Principal } from '#platform/auth';
import { Refusal, type ReplyOf } from '#platform/contract';
import { bytesOf, rasterTypeOf } from '#platform/files';
import type { Tx } from '#platform/postgres';
import type { bringPicture as bringPictureRoute } from '../contract/articles.ts';
import { refusals } from '../contract/refusals.ts';
import { type Ground, orRefuse } from '../ground.ts';
import { broughtPicture } from '../words/render.ts';
import { findArticle, insertPicture } from './store.ts';

export async function bringPicture(
  { db, files }: Ground,
  { workspaceId }: Principal,
  articleId: string,
  name: string,
  body: Readable,
): Promise<ReplyOf<typeof bringPictureRoute>> {
  const mustBeOpen = async (tx: Tx) => {
    const row = orRefuse(await findArticle(tx, workspaceId, articleId), refusals.no_such_article);
    if (row.archivedAt) throw new Refusal(refusals.archived);
  };
  // Nothing is read for an article that takes no picture.
  await db.inWorkspace(workspaceId, mustBeOpen, { readOnly: true });
  const bytes = await bytesOf(body);
  if ((await rasterTypeOf(bytes)) === undefined) throw new Refusal(refusals.not_a_picture);
  return db.inWorkspace(workspaceId, async (tx) => {
    await mustBeOpen(tx);
    const file = await files.save(tx, workspaceId, { name, bytes, origin: `article:${articleId}` });
    await insertPicture(tx, workspaceId, file.id, articleId);
    const words = file.name.replace(/\.\w+$/, '').replace(/[[\]\\]/g, ' ');
    return { fileId: file.id, type: file.type, size: file.size, markdown: `![${words}](${broughtPicture(file.id)})` };
  });
}
