/** Bringing a file: announced, sent in parts that can be taken up again, looked at when it is complete. */
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { Refusal } from '#platform/contract';
import type { Db } from '#platform/postgres';
import * as store from '../store/imports.ts';
import { type ImportFile, importRefusals, maxUploadBytes, uploadPartBytes } from './contract.ts';
import { contentDigest, readRecords } from './readers/read-records.ts';
import { UnreadableFile } from './readers/reading.ts';

/** A file nobody has used for so long is removed: it is customers' data, and what it held is in the log. */
const keepDays = 7;
const dayMs = 86_400_000;

export interface ErasedFiles {
  removed: number;
  /** Still needed by whoever brought them, and gone at the latest by `goneBy` unless they are used again. */
  waiting: { name: string; goneBy: Date }[];
}

export interface Files {
  announce(principal: Principal, wanted: { name: string; bytes: number }): Promise<ImportFile>;
  /** Appends a part. What arrived before a line broke stays; the sender goes on behind it. */
  receive(principal: Principal, id: string, offset: number, part: Readable): Promise<ImportFile>;
  list(workspaceId: string): Promise<ImportFile[]>;
  remove(principal: Principal, id: string): Promise<void>;
  /** A file that is here and complete; refuses otherwise. */
  complete(workspaceId: string, id: string): Promise<store.FileRow>;
  /** Removes files of finished imports that were brought before an instant; answers how many, and which are still needed. */
  erase(workspaceId: string, before: Date): Promise<ErasedFiles>;
  /** Removes what was not used for some days, in every workspace. */
  sweep(): Promise<void>;
  pathOf(workspaceId: string, id: string): string;
}

export function createFiles({ db, audit, folder }: { db: Db; audit: Audit; folder: string }): Files {
  /** Parts of one file are written one after another. */
  const writing = new Map<string, Promise<unknown>>();
  const pathOf = (workspaceId: string, id: string) => join(folder, workspaceId, id);

  const find = async (workspaceId: string, id: string) => {
    const file = await db.inWorkspace(workspaceId, (tx) => store.findFile(tx, workspaceId, id));
    if (!file) throw new Refusal(importRefusals.no_such_import_file);
    return file;
  };

  const shown = async (workspaceId: string, file: store.FileRow): Promise<ImportFile> => ({
    ...file,
    received: file.digest === null ? await sizeOf(pathOf(workspaceId, file.id)) : file.bytes,
    createdAt: file.createdAt.toISOString(),
    removedAt: file.removedAt?.toISOString() ?? null,
  });

  async function inspect(workspaceId: string, file: store.FileRow): Promise<void> {
    const path = pathOf(workspaceId, file.id);
    try {
      const digest = await contentDigest(path);
      const reader = await readRecords(path);
      await reader.close();
      await db.inWorkspace(workspaceId, (tx) => store.describeFile(tx, workspaceId, file.id, { ...reader, digest }));
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      await db.inWorkspace(workspaceId, (tx) => store.removeFile(tx, workspaceId, file.id));
      await rm(path, { force: true });
      throw new Refusal(importRefusals.import_unreadable, { detail: `The file ${error.message}.` });
    }
  }

  async function append(workspaceId: string, id: string, offset: number, part: Readable): Promise<ImportFile> {
    const file = await find(workspaceId, id);
    const path = pathOf(workspaceId, id);
    const received = file.digest === null ? await sizeOf(path) : file.bytes;
    if (offset !== received || file.digest !== null) {
      throw new Refusal(importRefusals.import_out_of_step, { detail: `${received} bytes have arrived.`, extra: { received } });
    }
    await mkdir(join(folder, workspaceId), { recursive: true });
    await writePart(path, offset, part, file.bytes - offset);
    if ((await sizeOf(path)) === file.bytes) await inspect(workspaceId, file);
    return shown(workspaceId, await find(workspaceId, id));
  }

  /** Inside the transaction: a file that cannot be removed from the disk is not said to be gone. */
  const removeFrom = (workspaceId: string, id: string) =>
    db.inWorkspace(workspaceId, async (tx) => {
      const removed = await store.removeFile(tx, workspaceId, id);
      if (removed) await rm(pathOf(workspaceId, id), { force: true });
      return removed;
    });

  return {
    pathOf,
    async announce(principal, wanted) {
      if (wanted.bytes > maxUploadBytes) {
        throw new Refusal(importRefusals.import_too_large, { detail: `At most ${maxUploadBytes} bytes are taken.` });
      }
      const { workspaceId, label } = principal;
      const file = await db.inWorkspace(workspaceId, async (tx) => {
        const inserted = await store.insertFile(tx, workspaceId, { ...wanted, createdBy: label });
        await audit.record(tx, principal, {
          action: 'listen.import_file_brought',
          subject: `import_file:${inserted.id}`,
          details: wanted,
        });
        return inserted;
      });
      return shown(workspaceId, file);
    },
    async receive({ workspaceId }, id, offset, part) {
      const before = writing.get(id) ?? Promise.resolve();
      const mine = before.catch(() => undefined).then(() => append(workspaceId, id, offset, part));
      writing.set(id, mine);
      try {
        return await mine;
      } finally {
        if (writing.get(id) === mine) writing.delete(id);
      }
    },
    async list(workspaceId) {
      const files = await db.inWorkspace(workspaceId, (tx) => store.listFiles(tx, workspaceId), { readOnly: true });
      return Promise.all(files.map((file) => shown(workspaceId, file)));
    },
    async remove(principal, id) {
      await find(principal.workspaceId, id);
      if (!(await removeFrom(principal.workspaceId, id))) throw new Refusal(importRefusals.import_busy);
      await db.inWorkspace(principal.workspaceId, (tx) =>
        audit.record(tx, principal, { action: 'listen.import_file_removed', subject: `import_file:${id}` }),
      );
    },
    async complete(workspaceId, id) {
      const file = await find(workspaceId, id);
      if (file.digest === null) throw new Refusal(importRefusals.import_incomplete);
      await db.inWorkspace(workspaceId, (tx) => store.touchFile(tx, workspaceId, id));
      return file;
    },
    async erase(workspaceId, before) {
      const files = await db.inWorkspace(workspaceId, (tx) => store.filesBefore(tx, workspaceId, before), { readOnly: true });
      const answer: ErasedFiles = { removed: 0, waiting: [] };
      for (const { id, name, usedAt, finished } of files) {
        if (finished && (await removeFrom(workspaceId, id))) answer.removed += 1;
        else answer.waiting.push({ name, goneBy: new Date(usedAt.getTime() + keepDays * dayMs) });
      }
      return answer;
    },
    async sweep() {
      for (const workspaceId of await db.workspaceIds()) {
        const ids = await db.inWorkspace(workspaceId, (tx) => store.unusedFileIds(tx, workspaceId, keepDays));
        for (const id of ids) await removeFrom(workspaceId, id);
      }
    },
  };
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 0;
    throw error;
  }
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined);

/** Writes what comes, on disk before it is answered. Bytes beyond what was announced are refused. */
async function writePart(path: string, offset: number, part: Readable, room: number): Promise<void> {
  const handle = await open(path, offset === 0 ? 'w' : 'r+');
  let written = 0;
  try {
    for await (const chunk of part as AsyncIterable<Buffer>) {
      if (written + chunk.length > Math.min(room, uploadPartBytes)) {
        throw new Refusal(importRefusals.import_too_large, {
          detail: `A part has at most ${uploadPartBytes} bytes, and the file has only ${room} left to come.`,
        });
      }
      await handle.write(chunk, 0, chunk.length, offset + written);
      written += chunk.length;
    }
  } catch (error) {
    if (codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT') throw new Refusal(importRefusals.import_disk_full);
    throw error;
  } finally {
    await handle.sync().catch(() => undefined);
    await handle.close();
  }
}
