/** `verona backup FOLDER`: the truth in one consistent snapshot, taken while the server works. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineCommand } from 'citty';
import { takeBackup } from '#platform/backup';
import { type Config, readConfig } from '#platform/config';
import { createLog } from '#platform/log';
import { reachEmbedded, startEmbedded } from '#platform/postgres';
import { failWith } from '../fail.ts';
import { createProgress } from '../progress.ts';

export const backup = defineCommand({
  meta: {
    name: 'backup',
    description:
      'Back up Postgres into a new folder, beside a running server or without one. Example: verona backup /backups/2026-11-21',
  },
  args: {
    folder: { type: 'positional', description: 'Where to; must not exist, or be empty', required: true },
    json: { type: 'boolean', description: 'Print the manifest as JSON' },
  },
  async run({ args }) {
    try {
      const config = readConfig(process.env, process.cwd());
      const progress = createProgress('Backing up', process.stderr, () => performance.now());
      const began = performance.now();
      const rate = (rows: number) => Math.round(rows / ((performance.now() - began) / 1000));
      const manifest = await withOwner(config, (ownerUrl, secret) =>
        takeBackup({
          ownerUrl,
          dataDir: config.dataDir,
          folder: args.folder,
          ...secret,
          show: (rows, estimate, table) => progress.show(rows, estimate, `${table}, ${rows} rows, ${rate(rows)} rows/s`),
        }),
      );
      const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
      progress.end(`${rows} rows of ${manifest.tables.length} tables, ${rate(rows)} rows/s`);
      if (args.json) return void process.stdout.write(`${JSON.stringify(manifest, null, 2)}\n`);
      process.stdout.write(`Backup of ${manifest.takenAt} in ${args.folder}.\n`);
      const { files, missing } = manifest.content;
      process.stdout.write(`${files} files that customers and colleagues brought.\n`);
      if (missing > 0) process.stdout.write(`${missing} more are named and not on disk any more: erased meanwhile, or lost.\n`);
      process.stdout.write(
        manifest.secret
          ? "It holds customers' data and the key to sealed secrets (secrets.json): keep it where only you can read it.\n"
          : 'It does not hold VERONA_SECRET: keep that too, a restore needs it.\n',
      );
      process.stdout.write(
        `Not in it: reports (written anew), files brought for import, mails of the development outbox. Keep ${join(config.dataDir, 'erasures.ndjson')} apart from it: it names who was erased since.\n`,
      );
    } catch (error) {
      failWith(error);
    }
  },
});

/** The owner's connection: as configured, of the embedded server that runs on the data folder, or of one started for this. */
async function withOwner<T>(
  config: Config,
  work: (ownerUrl: string, secret: { secret: string; keepSecret: boolean }) => Promise<T>,
): Promise<T> {
  const secret = config.VERONA_SECRET
    ? { secret: config.VERONA_SECRET, keepSecret: false }
    : { secret: await masterOf(config.dataDir), keepSecret: true };
  if (config.DATABASE_URL) {
    if (config.DATABASE_OWNER_URL) return work(config.DATABASE_OWNER_URL, secret);
    throw new Error(
      'a backup needs DATABASE_OWNER_URL, the role that owns the tables: row-level security hides rows from the role in DATABASE_URL',
    );
  }
  const running = await reachEmbedded(config.dataDir);
  if (running) return work(running.ownerUrl, secret);
  const log = createLog({ level: config.VERONA_LOG, role: 'backup' });
  const server = await startEmbedded({ data: config.dataDir, log });
  return work(server.ownerUrl, secret).finally(server.stop);
}

async function masterOf(dataDir: string): Promise<string> {
  const text = await readFile(join(dataDir, 'secrets.json'), 'utf8').catch(() => undefined);
  const { master } = JSON.parse(text ?? '{}') as { master?: string };
  if (master) return master;
  throw new Error(
    text === undefined
      ? `there is no Verona in ${dataDir}; name its data folder in VERONA_DATA (or DATABASE_OWNER_URL and VERONA_SECRET)`
      : `${join(dataDir, 'secrets.json')} has no master secret: this Verona has never been started`,
  );
}
