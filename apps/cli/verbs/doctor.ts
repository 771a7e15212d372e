/** `verona doctor`: every setting, where it comes from and what it means; and whether this machine can run Verona. */
import { access, constants, mkdir, statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { defineCommand } from 'citty';
import { type Config, ConfigError, explainConfig, readConfig } from '#platform/config';
import { failWith } from '../fail.ts';

interface Finding {
  what: string;
  ok: boolean;
  detail: string;
}

export const doctor = defineCommand({
  meta: { name: 'doctor', description: 'Explain the configuration and check this machine. Example: verona doctor --json' },
  args: { json: { type: 'boolean', description: 'Machine-readable output' } },
  async run({ args }) {
    const settings = explainConfig(process.env);
    const findings = await examine();
    if (args.json) process.stdout.write(`${JSON.stringify({ settings, findings }, null, 2)}\n`);
    else print(settings, findings);
    if (findings.some((finding) => !finding.ok)) process.exit(1);
  },
});

async function examine(): Promise<Finding[]> {
  let config: Config;
  try {
    config = readConfig(process.env, process.cwd());
  } catch (error) {
    if (!(error instanceof ConfigError)) failWith(error);
    return error.problems.map(({ name, message }) => ({ what: name, ok: false, detail: message }));
  }
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const memory = totalmem() / 1024 ** 3;
  return [
    {
      what: 'Node.js',
      ok: major > 20 || (major === 20 && minor >= 20),
      detail: `${process.versions.node}; 20.20 or newer is needed`,
    },
    { what: 'Memory', ok: memory >= 2, detail: `${memory.toFixed(1)} GB; the embedded engines want 2 GB or more` },
    await disk(config.dataDir),
  ];
}

async function disk(folder: string): Promise<Finding> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    const { bavail, bsize } = await statfs(folder);
    const free = (bavail * bsize) / 1024 ** 3;
    return { what: 'Data folder', ok: free >= 1, detail: `${folder}, ${free.toFixed(1)} GB free; 1 GB or more is needed` };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { what: 'Data folder', ok: false, detail: `${folder} cannot be written (${reason}); choose another with VERONA_DATA` };
  }
}

function print(settings: ReturnType<typeof explainConfig>, findings: Finding[]): void {
  const width = Math.max(...settings.map(({ name }) => name.length));
  for (const { name, value, from, says } of settings)
    process.stdout.write(`${name.padEnd(width)}  ${value}  [${from}]\n${' '.repeat(width)}  ${says}\n`);
  process.stdout.write('\n');
  for (const { what, ok, detail } of findings) process.stdout.write(`${ok ? 'ok     ' : 'PROBLEM'}  ${what}: ${detail}\n`);
}
