/** For the tests: a process that takes a job and never ends it, to be killed. */
import { writeSync } from 'node:fs';
import { z } from 'zod';
import { createLog } from '#platform/log';
import { openDb } from '#platform/postgres';
import { createJobs } from './run.ts';

const url = process.argv[2] as string;
const log = createLog({ level: 'error' });
const jobs = createJobs({ db: openDb({ url, log }), log, connect: () => openDb({ url, log }) });
jobs.handle({ name: 'test.greet', payload: z.unknown() }, async () => {
  writeSync(1, 'taken\n');
  await new Promise(() => {});
});
await jobs.start();
