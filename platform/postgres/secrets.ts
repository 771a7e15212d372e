/** Passwords this installation made for itself, in one file that only its owner can read. */

import { randomBytes } from 'node:crypto';
import { chmod, open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';

/** The named secrets of `<data>/secrets.json`, made when missing. Call under the data lock. */
export async function ensureSecrets<const Name extends string>(
  data: string,
  names: readonly Name[],
): Promise<Record<Name, string>> {
  const file = path.join(data, 'secrets.json');
  const known = await read(file);
  const missing = names.filter((name) => typeof known[name] !== 'string');
  for (const name of missing) known[name] = randomBytes(24).toString('base64url');
  if (missing.length > 0) await write(file, known);
  return Object.fromEntries(names.map((name) => [name, known[name]])) as Record<Name, string>;
}

async function read(file: string): Promise<Record<string, string>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  try {
    return JSON.parse(text) as Record<string, string>;
  } catch {
    throw new Error(`${file} is not JSON. Restore it from a backup; without it the stores of this folder cannot be opened.`);
  }
}

/** Written beside and renamed: a crash leaves the old file or the new one, never half of it. */
async function write(file: string, secrets: Record<string, string>): Promise<void> {
  const beside = `${file}.new`;
  const handle = await open(beside, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(secrets, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await chmod(beside, 0o600);
  await rename(beside, file);
}
