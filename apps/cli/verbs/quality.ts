/** `verona quality`: what is read in texts, measured on public data beside published figures. */
import { existsSync } from 'node:fs';
import { defineCommand } from 'citty';
import { measureQuality, qualityChecks, showQuality } from '../../../bench/quality/run.ts';
import { failWith } from '../fail.ts';

export const quality = defineCommand({
  meta: {
    name: 'quality',
    description: `How right the reading of texts is, on public data. Example: verona quality --data ~/datasets --only emotion. Checks: ${qualityChecks.join(', ')}`,
  },
  args: {
    data: { type: 'string', description: 'Folder of the data sets; VERONA_DATASETS when left out' },
    only: { type: 'string', description: 'Names of checks, with commas between' },
    json: { type: 'boolean', description: 'Machine-readable output' },
  },
  run({ args }) {
    try {
      const folder = args.data ?? process.env.VERONA_DATASETS;
      if (folder === undefined || !existsSync(folder))
        throw new Error('no folder of data sets: give --data or set VERONA_DATASETS; docs/voice.md lists them');
      const only = args.only?.split(',').map((name) => name.trim());
      const told = (name: string) => process.stderr.write(`reading ${name} …\n`);
      const measured = measureQuality(folder, only, told);
      process.stdout.write(`${args.json ? JSON.stringify(measured, null, 2) : showQuality(measured)}\n`);
    } catch (error) {
      failWith(error);
    }
  },
});
