/** What a backup says of itself, and whether its files are what it says. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from '#platform/contract';

/** Raised when an older Verona could not read what a newer one writes. */
export const formatVersion = 1;

const file = z.object({ file: z.string().regex(/^[a-zA-Z0-9_.-]+$/), bytes: z.number().int(), sha256: z.string() });
export type FileEntry = z.infer<typeof file>;

/** Files that came with messages: taken, their bytes, and those that a row named and that were gone by then. */
const content = z.object({ files: z.number().int(), bytes: z.number().int(), missing: z.number().int() });
export type ContentEntry = z.infer<typeof content>;

const manifestSchema = z.object({
  format: z.literal('verona backup'),
  version: z.number().int(),
  /** When the snapshot was taken, by the database's clock. */
  takenAt: z.iso.datetime({ offset: true }),
  migrations: z.array(z.object({ id: z.string(), sha256: z.string() })).min(1),
  tables: z.array(file.extend({ table: z.string(), columns: z.array(z.string()), rows: z.number().int() })),
  jobs: file.extend({ rows: z.number().int() }),
  content,
  sequences: z.array(z.object({ table: z.string(), column: z.string(), last: z.string().nullable() })),
  /** The largest number that stands for a transaction in it. */
  highestTx: z.string().regex(/^\d+$/),
  /** The key that opens sealed secrets; null when it came from VERONA_SECRET and has to be given again. */
  secret: file.nullable(),
  /** To recognise that key without holding it. */
  secretMark: z.string(),
});
export type Manifest = z.infer<typeof manifestSchema>;

export const manifestName = 'manifest.json';

/** The backup cannot be used; the message says why and what to do. */
export class BackupRefused extends Error {}

export function secretMark(secret: string): string {
  return createHash('sha256').update(`verona backup ${secret}`).digest('hex').slice(0, 16);
}

export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(path.join(folder, manifestName), 'utf8').catch(() => {
    throw new BackupRefused(
      `${folder} is not a backup of Verona: there is no ${manifestName} in it. (A backup that was cut short has the ending .unfinished.)`,
    );
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BackupRefused(`${folder}/${manifestName} was changed or cut: it is not JSON. Use another backup.`);
  }
  const version = typeof value === 'object' && value !== null && 'version' in value ? Number(value.version) : 0;
  if (version > formatVersion) {
    throw new BackupRefused(
      `The backup has format ${version}; this Verona reads up to ${formatVersion}. Restore it with the newer Verona.`,
    );
  }
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new BackupRefused(
    `${folder}/${manifestName} was changed: ${parsed.error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`).join('; ')}`,
  );
}

/** Reads every file and compares it with what the manifest says. Throws naming the first that differs. */
export async function verifyFiles(
  folder: string,
  manifest: Manifest,
  show: (done: number, total: number) => void,
): Promise<void> {
  const files = [...manifest.tables, manifest.jobs, ...(manifest.secret ? [manifest.secret] : [])];
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  for (const entry of files) {
    const hash = createHash('sha256');
    const count = async function* (source: AsyncIterable<Buffer>) {
      for await (const chunk of source) {
        done += chunk.length;
        show(done, total);
        yield chunk;
      }
    };
    await pipeline(createReadStream(path.join(folder, entry.file)), count, hash).catch((error: NodeJS.ErrnoException) => {
      throw new BackupRefused(`${entry.file} of the backup cannot be read (${error.code ?? error.message}). Use another backup.`);
    });
    if (hash.digest('hex') !== entry.sha256) {
      throw new BackupRefused(
        `${entry.file} of the backup is not what was written: it was changed or damaged. Use another backup.`,
      );
    }
  }
}

/** Refuses a backup of a newer Verona, or one whose past is not ours. */
export function compareMigrations(manifest: Manifest, onDisk: readonly { id: string; sha256: string }[]): void {
  const known = new Map(onDisk.map(({ id, sha256 }) => [id, sha256]));
  const missing = manifest.migrations.filter(({ id }) => !known.has(id)).map(({ id }) => id);
  if (missing.length > 0) {
    throw new BackupRefused(
      `The backup comes from a newer Verona (it knows ${missing.join(', ')}). Restore it with that version.`,
    );
  }
  const changed = manifest.migrations.filter(({ id, sha256 }) => known.get(id) !== sha256).map(({ id }) => id);
  if (changed.length > 0) {
    throw new BackupRefused(
      `These migrations differ between the backup and this Verona: ${changed.join(', ')}. Restore it with the version that took it.`,
    );
  }
}
