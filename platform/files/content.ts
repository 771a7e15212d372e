/** Bytes on disk, under their own hash: no name that somebody chose is ever part of a path (reliability cases D06, D07). */
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface Content {
  /** On disk for good when it answers; equal bytes are written once. */
  keep(workspaceId: string, bytes: Buffer): Promise<Buffer>;
  /** Undefined when it is not there. */
  read(workspaceId: string, sha256: Buffer): Promise<ReadStream | undefined>;
  remove(workspaceId: string, sha256: Buffer): Promise<void>;
  /** Hashes of everything kept for a workspace that was written before an instant. */
  kept(workspaceId: string, before: Date): AsyncIterable<Buffer>;
}

export const hashOf = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

const uuid = /^[0-9a-f-]{36}$/;
const hash = /^[0-9a-f]{64}$/;

/** Of the data folder. */
export const contentFolder = 'files';

function folderOf(dataDir: string, workspaceId: string): string {
  if (!uuid.test(workspaceId)) throw new Error('A workspace id is a UUID.');
  return join(dataDir, contentFolder, workspaceId);
}

/** Where the bytes with this hash (hex) are kept. */
export function contentPath(dataDir: string, workspaceId: string, sha256: string): string {
  if (!hash.test(sha256)) throw new Error('Content is named by its SHA-256 in hex.');
  return join(folderOf(dataDir, workspaceId), sha256.slice(0, 2), sha256);
}

export function createContent(dataDir: string): Content {
  const placeOf = (workspaceId: string, sha256: Buffer) => {
    const path = contentPath(dataDir, workspaceId, sha256.toString('hex'));
    return { shelf: dirname(path), path };
  };
  return {
    async keep(workspaceId, bytes) {
      const sha256 = hashOf(bytes);
      const { shelf, path } = placeOf(workspaceId, sha256);
      if ((await sizeOf(path)) === bytes.length) return sha256;
      await mkdir(shelf, { recursive: true, mode: 0o700 });
      const aside = `${path}.${randomBytes(6).toString('hex')}.part`;
      try {
        const handle = await open(aside, 'wx', 0o600);
        try {
          await handle.writeFile(bytes);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(aside, path);
      } catch (error) {
        await rm(aside, { force: true });
        throw error;
      }
      await syncFolder(shelf);
      return sha256;
    },
    async read(workspaceId, sha256) {
      const { path } = placeOf(workspaceId, sha256);
      return (await sizeOf(path)) === undefined ? undefined : createReadStream(path);
    },
    remove: (workspaceId, sha256) => rm(placeOf(workspaceId, sha256).path, { force: true }),
    async *kept(workspaceId, before) {
      for (const shelf of await readdir(folderOf(dataDir, workspaceId)).catch((): string[] => [])) {
        for (const name of await readdir(join(folderOf(dataDir, workspaceId), shelf))) {
          const path = join(folderOf(dataDir, workspaceId), shelf, name);
          const found = await stat(path).catch(() => undefined);
          if (!found || found.mtime >= before) continue;
          if (hash.test(name)) yield Buffer.from(name, 'hex');
          else await rm(path, { force: true });
        }
      }
    },
  };
}

const sizeOf = (path: string): Promise<number | undefined> =>
  stat(path).then(
    ({ size }) => size,
    () => undefined,
  );

/** The name of a new file is on disk only when its folder is. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
