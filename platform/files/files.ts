import type { Clock } from '#platform/clock';
import { Refusal, z } from '#platform/contract';
import { type Bind, type BindRaw, Download, problemOf } from '#platform/http';
import type { Jobs } from '#platform/jobs';
import type { Log } from '#platform/log';
import type { Db, Tx } from '#platform/postgres';
import { createContent, hashOf } from './content.ts';
import { fileRefusals, maxFileBytes, readFile } from './contract.ts';
import { isHar, strippedHar } from './har.ts';
import { readLink, writeLink } from './links.ts';
import { type FoundSecret, secretsIn } from './secrets-in.ts';
import * as store from './store.ts';
import { headersOf, typeOf } from './type-of.ts';

export interface FilesDeps {
  db: Db;
  jobs: Jobs;
  bind: Bind;
  bindRaw: BindRaw;
  clock: Clock;
  log: Log;
  /** Signs links. */
  key: Buffer;
  dataDir: string;
}

export interface SavedFile {
  id: string;
  name: string;
  type: string;
  size: number;
  /** Hex. */
  sha256: string;
  /** Kinds of secrets that stand in it, for a warning beside it. */
  secrets: FoundSecret['kind'][];
}

export interface Viewer {
  kind: string;
  id: string;
}

export interface Files {
  /**
   * On disk before the transaction can commit. `origin` is what it came with (`mail:<id>`). Refuses what is too large and
   * recordings of a browser that cannot be stripped of their sessions.
   */
  save(tx: Tx, workspaceId: string, file: { name: string; bytes: Buffer; origin: string }): Promise<SavedFile>;
  /** Files that came with one thing. */
  of(tx: Tx, workspaceId: string, origin: string): Promise<SavedFile[]>;
  /** Undefined when there is no such file. */
  read(tx: Tx, workspaceId: string, id: string): Promise<(SavedFile & { bytes: Buffer }) | undefined>;
  /** Path of an address that a viewer without sign-in may open for a while. */
  link(workspaceId: string, fileId: string, viewer: Viewer, forMs: number): string;
  /** Says, once per kind of viewer, whether one may still see a file. A kind that nobody answers for sees nothing. */
  onView(kind: string, may: (tx: Tx, workspaceId: string, viewerId: string, fileId: string) => Promise<boolean>): void;
  /** The rows go with the transaction, the bytes after it. */
  erase(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<number>;
  /** Erases what came with things of one kind (`picture:`) before an instant. Answers how many. */
  forget(tx: Tx, workspaceId: string, kind: string, before: Date): Promise<number>;
  /** Removes bytes that no row names any more (a transaction that rolled back, a crash); every day by itself. */
  sweep(): Promise<number>;
}

const dayMs = 86_400_000;
/** A transaction that is about to name these bytes is over by then. */
const sweepAfterMs = 3_600_000;

export function createFiles({ db, jobs, bind, bindRaw, clock, log, key, dataDir }: FilesDeps): Files {
  const content = createContent(dataDir);
  const mayView = new Map<string, Parameters<Files['onView']>[1]>();

  /** Removes content that nothing names, while nobody can begin to. */
  const removeUnused = (workspaceId: string, sha256: Buffer) =>
    db.inWorkspace(workspaceId, async (tx) => {
      await store.lockContent(tx, workspaceId, sha256);
      if (await store.isUsed(tx, workspaceId, sha256)) return false;
      await content.remove(workspaceId, sha256);
      return true;
    });

  async function open(workspaceId: string, row: store.FileRow | undefined): Promise<Download> {
    const body = row && (await content.read(workspaceId, row.sha256));
    if (!row || !body) throw new Refusal(fileRefusals.no_such_file);
    return new Download(body, headersOf(row));
  }

  bind(readFile, async ({ workspaceId, params: { id } }) =>
    open(workspaceId, await db.inWorkspace(workspaceId, (tx) => store.findFile(tx, workspaceId, id), { readOnly: true })),
  );

  bindRaw(
    {
      id: 'files.open',
      method: 'GET',
      path: '/files/:token',
      summary: 'A file that came with a message, for whom the link was made',
      public: 'The address is signed, ends after a while, and whether its viewer may still see the file is asked anew.',
      bodyLimit: 0,
      described: {
        params: z.object({ token: z.string() }),
        replyType: 'application/octet-stream',
        refusals: [fileRefusals.no_such_file],
      },
    },
    async ({ params }) => {
      try {
        const link = readLink(key, params.token ?? '', clock.now());
        const may = link && mayView.get(link.viewer.kind);
        if (!link || !may) throw new Refusal(fileRefusals.no_such_file);
        const { workspaceId, fileId, viewer } = link;
        const row = await db.inWorkspace(workspaceId, async (tx) =>
          (await may(tx, workspaceId, viewer.id, fileId)) ? store.findFile(tx, workspaceId, fileId) : undefined,
        );
        const { body, headers } = await open(workspaceId, row);
        return { status: 200, headers, body };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const problem = problemOf(error, '');
        return { status: problem.status, headers: { 'content-type': 'application/problem+json' }, body: JSON.stringify(problem) };
      }
    },
  );

  const files: Files = {
    async save(tx, workspaceId, { name, bytes: given, origin }) {
      const bytes = isHar(name, given) ? strippedHar(given) : given;
      if (!bytes) throw new Refusal(fileRefusals.har_unreadable);
      if (bytes.length > maxFileBytes) {
        throw new Refusal(fileRefusals.file_too_large, { detail: `At most ${maxFileBytes} bytes are taken.` });
      }
      const type = await typeOf(bytes);
      const readable = type === 'text/plain' || /xml|json|rtf/.test(type);
      const secrets = readable ? [...new Set(secretsIn(bytes).map(({ kind }) => kind))] : [];
      // Written under the lock: whoever erases the same content waits until this row is there, or is not.
      await store.lockContent(tx, workspaceId, hashOf(bytes));
      const sha256 = await content.keep(workspaceId, bytes);
      const file = { sha256, name: nameOf(name), type, size: bytes.length, secrets };
      const { id } = await store.insertFile(tx, workspaceId, { ...file, origin });
      return { id, ...file, sha256: sha256.toString('hex') };
    },
    of: async (tx, workspaceId, origin) => (await store.filesOfOrigin(tx, workspaceId, origin)).map(savedOf),
    async read(tx, workspaceId, id) {
      const row = await store.findFile(tx, workspaceId, id);
      const stream = row && (await content.read(workspaceId, row.sha256));
      if (!row || !stream) return undefined;
      const parts: Buffer[] = [];
      for await (const part of stream as AsyncIterable<Buffer>) parts.push(part);
      return { ...savedOf(row), bytes: Buffer.concat(parts) };
    },
    link: (workspaceId, fileId, viewer, forMs) =>
      `/files/${writeLink(key, { workspaceId, fileId, viewer, until: clock.now() + forMs })}`,
    onView(kind, may) {
      if (mayView.has(kind)) throw new Error(`who may see files as ${kind} is said twice`);
      mayView.set(kind, may);
    },
    async erase(tx, workspaceId, ids) {
      const removed = await store.deleteFiles(tx, workspaceId, ids);
      tx.afterCommit(() => {
        for (const { sha256 } of removed) {
          removeUnused(workspaceId, sha256).catch((error: unknown) =>
            log.warn({ err: error }, 'bytes of an erased file are left for the daily sweep'),
          );
        }
      });
      return removed.length;
    },
    async forget(tx, workspaceId, kind, before) {
      return files.erase(tx, workspaceId, await store.filesOfKind(tx, workspaceId, kind, before));
    },
    async sweep() {
      let removed = 0;
      for (const workspaceId of await db.workspaceIds()) {
        for await (const sha256 of content.kept(workspaceId, new Date(clock.now() - sweepAfterMs))) {
          if (await removeUnused(workspaceId, sha256)) removed += 1;
        }
      }
      return removed;
    },
  };
  jobs.every('platform.sweep_files', dayMs, async () => {
    await files.sweep();
  });
  return files;
}

const savedOf = ({ sha256, secrets, ...row }: store.FileRow): SavedFile => ({
  ...row,
  secrets: secrets as FoundSecret['kind'][],
  sha256: sha256.toString('hex'),
});

/** As a person would read it: without folders, control characters and tricks that turn it around. */
function nameOf(given: string): string {
  const last = given.toWellFormed().split(/[/\\]/).at(-1) ?? '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
  const plain = last.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '').trim();
  return plain.slice(0, 255) || 'file';
}
