/** `verona quality`: what is read in texts, measured on public data beside published figures. */
import { existsSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { defineCommand } from 'citty';
import { answerFormats } from '#platform/language-model';
import { createOutbound } from '#platform/outbound';
import { measureModel, modelTasks } from '../../../bench/quality/model.ts';
import { measureQuality, qualityChecks, showModelQuality, showQuality } from '../../../bench/quality/run.ts';
import { failWith } from '../fail.ts';

export const quality = defineCommand({
  meta: {
    name: 'quality',
    description: `How right the reading of texts is, on public data. Example: verona quality --data ~/datasets --only emotion. Checks: ${qualityChecks.join(', ')}`,
  },
  args: {
    data: { type: 'string', description: 'Folder of the data sets; VERONA_DATASETS when left out' },
    only: { type: 'string', description: 'Names of checks, with commas between' },
    address: { type: 'string', description: 'Of a language model to measure, up to and without /chat/completions' },
    model: {
      type: 'string',
      description: `Its name; its key is read from VERONA_MODEL_KEY. Checks: ${Object.keys(modelTasks).join(', ')}`,
    },
    format: { type: 'string', description: `How it is told the shape of its answer: ${answerFormats.join(', ')}` },
    sample: { type: 'string', description: 'Rows of each data set it is asked about; 200 when left out' },
    json: { type: 'boolean', description: 'Machine-readable output' },
  },
  async run({ args }) {
    try {
      const folder = args.data ?? process.env.VERONA_DATASETS;
      if (folder === undefined || !existsSync(folder))
        throw new Error('no folder of data sets: give --data or set VERONA_DATASETS; docs/voice.md lists them');
      const only = args.only?.split(',').map((name) => name.trim());
      const told = (name: string) => process.stderr.write(`reading ${name} …\n`);
      if (args.model !== undefined) {
        const measured = await askedOf(args, (way) => measureModel(folder, way, only, told));
        process.stdout.write(`${args.json ? JSON.stringify(measured, null, 2) : showModelQuality(measured, args.model)}\n`);
        return;
      }
      const measured = measureQuality(folder, only, told);
      process.stdout.write(`${args.json ? JSON.stringify(measured, null, 2) : showQuality(measured)}\n`);
    } catch (error) {
      failWith(error);
    }
  },
});

type Way = Parameters<typeof measureModel>[1];

/** Through the guard like every request; whoever types the address at a shell of this machine may mean this machine. */
async function askedOf<T>(
  {
    address,
    model = '',
    format = 'json_schema',
    sample = '200',
  }: Record<'address' | 'model' | 'format' | 'sample', string | undefined>,
  work: (way: Way) => Promise<T>,
): Promise<T> {
  if (address === undefined || !URL.canParse(address)) throw new Error('no address of the model: give --address https://…/v1');
  const known = answerFormats.find((one) => one === format);
  if (known === undefined) throw new Error(`there is no format "${format}"; choose from ${answerFormats.join(', ')}`);
  const rows = Number(sample);
  if (!Number.isInteger(rows) || rows < 1) throw new Error('--sample is a number of rows, 1 or more');
  const { hostname, port, protocol } = new URL(address);
  const outbound = createOutbound({ allow: [`${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`] });
  const at = { address: address.replace(/\/+$/, ''), model, format: known, key: process.env.VERONA_MODEL_KEY || null };
  try {
    return await work({ outbound, at, sample: rows, now: () => performance.now() });
  } finally {
    await outbound.close();
  }
}
