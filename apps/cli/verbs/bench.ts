/** `verona bench NAME`: measures both sides in one run and prints the ratios of the performance page. */
import { defineCommand } from 'citty';
import { benches, runBench } from '../../../bench/run.ts';
import { failWith } from '../fail.ts';

export const bench = defineCommand({
  meta: { name: 'bench', description: `Measure. One of: ${benches.join(', ')}. Example: verona bench intake --json` },
  args: {
    name: { type: 'positional', description: benches.join(' | '), required: true },
    events: { type: 'string', description: 'Events to ask over (timeline, trend, segments)', default: '1000000' },
    pairs: { type: 'string', description: 'Pairs that count, after one warm-up', default: '5' },
    seconds: { type: 'string', description: 'Seconds of load a side', default: '5' },
    json: { type: 'boolean', description: 'Machine-readable output' },
  },
  async run({ args }) {
    try {
      const text = await runBench(args.name, {
        events: Number(args.events),
        pairs: Number(args.pairs),
        seconds: Number(args.seconds),
        json: args.json ?? false,
      });
      process.stdout.write(`${text}\n`);
      process.exit(0);
    } catch (error) {
      failWith(error);
    }
  },
});
