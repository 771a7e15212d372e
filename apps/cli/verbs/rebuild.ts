/** `verona rebuild`: has a running server write its copy for reports anew, follows it, and compares it with the log at the end. */
import { setTimeout as sleep } from 'node:timers/promises';
import { defineCommand } from 'citty';
import * as listen from '#listen/contract';
import { type Client, connect, connection } from '../client.ts';
import { failWith } from '../fail.ts';
import { createProgress } from '../progress.ts';

const lookEveryMs = 500;
const compareWithinMs = 15 * 60_000;

export const rebuild = defineCommand({
  meta: {
    name: 'rebuild',
    description: 'Drop the copy in ClickHouse and write it anew from Postgres; intake goes on. Example: verona rebuild --check',
  },
  args: {
    check: { type: 'boolean', description: 'Only compare the copy with the log, change nothing' },
    json: { type: 'boolean', description: 'Print the result as JSON' },
    ...connection,
  },
  async run({ args }) {
    try {
      const client = connect(args, process.env);
      if (!args.check) await writeAnew(client);
      const report = await compare(client);
      if (args.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
      else process.stdout.write(`integrity: ${report.checked?.summary}, ${report.checked?.events} events\n`);
      if (report.checked?.differing.length !== 0) process.exit(1);
    } catch (error) {
      failWith(error);
    }
  },
});

async function writeAnew(client: Client): Promise<void> {
  const progress = createProgress('Rebuilding', process.stderr, () => performance.now());
  const began = performance.now();
  const rate = (events: number) => Math.round(events / ((performance.now() - began) / 1000));
  let now = await client.call(listen.rebuild, { body: {} });
  while (now.rebuilding) {
    await sleep(lookEveryMs);
    now = await client.call(listen.integrity, {});
    progress.show(now.reported, now.kept, `${now.reported} events, ${rate(now.reported)} events/s`);
  }
  progress.end(`${now.reported} events, ${rate(now.reported)} events/s`);
}

async function compare(client: Client): Promise<listen.IntegrityReport> {
  const before = await client.call(listen.checkIntegrity, { body: {} });
  for (const until = performance.now() + compareWithinMs; performance.now() < until; ) {
    const now = await client.call(listen.integrity, {});
    if (now.checked && now.checked.at !== before.checked?.at) return now;
    await sleep(lookEveryMs);
  }
  throw new Error('the comparison did not end within 15 minutes; does a process with the role "jobs" run?');
}
