/**
 * Files that came with messages, beside the tables that name them: bytes under their own hash, so that each proves itself.
 * Copied after the snapshot was taken. What was erased in between stays away, as it should.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { contentFolder, contentPath } from '#platform/files';
import { BackupRefused, type ContentEntry } from './manifest.ts';

const modes = { file: 0o600, folder: 0o700 };

interface Named {
  workspaceId: string;
  sha256: string;
}

/** Copies what the snapshot names. Refuses when none of it is in the data folder: then it is the wrong folder. */
export async function takeContent(client: pg.Client, dataDir: string, folder: string): Promise<ContentEntry> {
  const { rows } = await client.query<Named>(
    `select distinct workspace_id::text as "workspaceId", encode(sha256, 'hex') as sha256 from platform.file order by 1, 2`,
  );
  const taken: ContentEntry = { files: 0, bytes: 0, missing: 0 };
  for (const { workspaceId, sha256 } of rows) {
    const from = contentPath(dataDir, workspaceId, sha256);
    if (!(await stat(from).catch(() => undefined))) {
      taken.missing += 1;
      continue;
    }
    taken.bytes += await copyProven(from, contentPath(folder, workspaceId, sha256), sha256);
    taken.files += 1;
  }
  if (taken.missing > 0 && taken.files === 0) {
    throw new BackupRefused(
      `None of the ${taken.missing} files that customers and colleagues brought is in ${path.join(dataDir, contentFolder)}: set VERONA_DATA to the data folder of the server.`,
    );
  }
  return taken;
}

/** Every file is there and is what its name says. */
export async function verifyContent(folder: string, { files }: ContentEntry): Promise<void> {
  let found = 0;
  for await (const { workspaceId, sha256 } of contentIn(folder)) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(contentPath(folder, workspaceId, sha256)), hash);
    if (hash.digest('hex') !== sha256) throw damaged(sha256);
    found += 1;
  }
  if (found !== files) throw new BackupRefused(`The backup holds ${found} of ${files} files. Use another backup.`);
}

export async function loadContent(folder: string, dataDir: string): Promise<void> {
  for await (const { workspaceId, sha256 } of contentIn(folder)) {
    await copyProven(contentPath(folder, workspaceId, sha256), contentPath(dataDir, workspaceId, sha256), sha256);
  }
}

async function* contentIn(folder: string): AsyncIterable<Named> {
  const within = (place: string) => readdir(place).catch((): string[] => []);
  for (const workspaceId of await within(path.join(folder, contentFolder)))
    for (const shelf of await within(path.join(folder, contentFolder, workspaceId)))
      for (const sha256 of await within(path.join(folder, contentFolder, workspaceId, shelf))) yield { workspaceId, sha256 };
}

/** Answers how many bytes it has. */
async function copyProven(from: string, to: string, sha256: string): Promise<number> {
  await mkdir(path.dirname(to), { recursive: true, mode: modes.folder });
  const hash = createHash('sha256');
  let bytes = 0;
  const proving = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  await pipeline(createReadStream(from), proving, createWriteStream(to, { mode: modes.file, flush: true }));
  if (hash.digest('hex') !== sha256) throw damaged(sha256);
  return bytes;
}

const damaged = (sha256: string) =>
  new BackupRefused(`The file ${sha256} is not what was brought: it was changed or damaged. Use another backup.`);
