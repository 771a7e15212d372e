/** `verona restore FOLDER`: a backup into an empty data folder or database. All of it, or nothing that a start would use. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineCommand } from 'citty';
import { erasureLedgerName } from '#customers';
import {
  BackupRefused,
  clearUnfinished,
  compareMigrations,
  isUnfinished,
  loadBackup,
  loadContent,
  type Manifest,
  markUnfinished,
  readManifest,
  refuseFilled,
  secretMark,
  verifyContent,
  verifyFiles,
} from '#platform/backup';
import { type Config, readConfig } from '#platform/config';
import { armFaults } from '#platform/fault';
import { prepareJobs } from '#platform/jobs';
import { createLog } from '#platform/log';
import { migrate, migrationsOnDisk, startEmbedded } from '#platform/postgres';
import { failWith } from '../fail.ts';
import { createProgress } from '../progress.ts';

export const restore = defineCommand({
  meta: {
    name: 'restore',
    description:
      'Restore a backup into a new data folder or an empty database. Example: VERONA_DATA=/srv/verona verona restore /backups/2026-11-21',
  },
  args: {
    folder: { type: 'positional', description: 'The backup', required: true },
    ledger: {
      type: 'string',
      description: `Erasure ledger (${erasureLedgerName}) of the lost installation: whoever was erased after the backup is erased again`,
      valueHint: 'FILE',
    },
  },
  async run({ args }) {
    try {
      const config = readConfig(process.env, process.cwd());
      armFaults(config.VERONA_FAULTS);
      const manifest = await examine(args.folder);
      const erasures = await erasuresOf(config.dataDir, args.ledger);
      await prepareFolder(config, args.folder, manifest);
      await loadContent(args.folder, config.dataDir);
      const rows = await load(config, args.folder, manifest, erasures);
      await clearUnfinished(config.dataDir);
      process.stdout.write(`Restored: ${rows} rows, as of ${manifest.takenAt}.\n`);
      process.stdout.write(
        'The next start erases again whom the ledger names and writes the reports anew, before it opens its doors.\n',
      );
      if (!erasures) {
        process.stdout.write(
          `No erasure ledger was given or found: people erased after ${manifest.takenAt} are back. Restore again with --ledger if there is one.\n`,
        );
      }
    } catch (error) {
      failWith(error);
    }
  },
});

/** Everything that can be refused without touching anything. */
async function examine(folder: string): Promise<Manifest> {
  const manifest = await readManifest(folder);
  compareMigrations(manifest, await migrationsOnDisk());
  const progress = createProgress('Checking  ', process.stderr, () => performance.now());
  await verifyContent(folder, manifest.content);
  await verifyFiles(folder, manifest, (done, total) => progress.show(done, total, `${Math.round(done / 1024 / 1024)} MB`));
  progress.end('every file is as it was written');
  return manifest;
}

async function erasuresOf(dataDir: string, given: string | undefined): Promise<string> {
  const texts = await Promise.all([
    given === undefined ? '' : readFile(given, 'utf8'),
    readFile(join(dataDir, erasureLedgerName), 'utf8').catch(() => ''),
  ]);
  return texts.filter((text) => text.trim() !== '').join('\n');
}

/** Takes the data folder: empty but for an erasure ledger, or what an earlier try at the same left. */
async function prepareFolder(config: Config, from: string, manifest: Manifest): Promise<void> {
  const { dataDir } = config;
  await mkdir(dataDir, { recursive: true });
  const again = await isUnfinished(dataDir);
  const names = (await readdir(dataDir)).filter((name) => name !== erasureLedgerName);
  if (!again && !config.DATABASE_URL && names.length > 0) {
    throw new BackupRefused(
      `${dataDir} is not empty (${names.slice(0, 3).join(', ')}). A backup is restored into a new data folder (VERONA_DATA) only; nothing was changed.`,
    );
  }
  const secret = config.VERONA_SECRET ?? (await secretIn(from, manifest)) ?? (await secretIn(dataDir, manifest));
  if (secret === undefined) throw new BackupRefused('The backup was taken with VERONA_SECRET set: set it to the same value.');
  if (secretMark(secret) !== manifest.secretMark) {
    throw new BackupRefused('VERONA_SECRET is not the one this backup was taken with: its sealed secrets could not be opened.');
  }
  if (config.DATABASE_URL && config.DATABASE_OWNER_URL) await refuseFilled(config.DATABASE_OWNER_URL);
  await markUnfinished(dataDir, from);
  if (config.VERONA_SECRET === undefined && !(await secretIn(dataDir, manifest))) {
    await writeFile(join(dataDir, 'secrets.json'), `${JSON.stringify({ master: secret }, null, 2)}\n`, { mode: 0o600 });
  }
}

/** The master secret that lies in a folder, when it is the backup's. */
async function secretIn(folder: string, manifest: Manifest): Promise<string | undefined> {
  const text = await readFile(join(folder, 'secrets.json'), 'utf8').catch(() => '{}');
  const { master } = JSON.parse(text) as { master?: string };
  return master !== undefined && secretMark(master) === manifest.secretMark ? master : undefined;
}

async function load(config: Config, folder: string, manifest: Manifest, erasures: string): Promise<number> {
  const log = createLog({ level: config.VERONA_LOG, role: 'restore' });
  const server = config.DATABASE_URL ? undefined : await startEmbedded({ data: config.dataDir, log });
  try {
    const url = server?.url ?? config.DATABASE_URL ?? '';
    const ownerUrl = server?.ownerUrl ?? config.DATABASE_OWNER_URL;
    if (ownerUrl === undefined) throw new Error('a restore needs DATABASE_OWNER_URL, the role that owns the tables');
    await migrate({ url, ownerUrl, log, only: new Set(manifest.migrations.map(({ id }) => id)) });
    await prepareJobs({ ownerUrl, log });
    const progress = createProgress('Restoring ', process.stderr, () => performance.now());
    const began = performance.now();
    let restored = 0;
    await loadBackup({
      ownerUrl,
      folder,
      manifest,
      erasures,
      show: (rows, total, table) => {
        restored = rows;
        progress.show(rows, total, `${table}, ${rows} rows, ${Math.round(rows / ((performance.now() - began) / 1000))} rows/s`);
      },
    });
    progress.end(`${restored} rows in ${((performance.now() - began) / 1000).toFixed(1)} s`);
    return restored;
  } finally {
    await server?.stop();
  }
}
