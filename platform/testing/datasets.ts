/** Real data for tests, from the folder that VERONA_DATASETS names. It is not part of the repository. */
import { existsSync } from 'node:fs';
import path from 'node:path';

/** The file's path, or undefined, said aloud, when it is not on this machine. For `test.skipIf(!file)`. */
export function datasetPath(name: string): string | undefined {
  const folder = process.env.VERONA_DATASETS;
  const file = folder === undefined ? undefined : path.join(folder, name);
  if (file !== undefined && existsSync(file)) return file;
  console.warn(`SKIPPED, no data: ${name} (set VERONA_DATASETS to the folder that holds it)`);
  return undefined;
}
