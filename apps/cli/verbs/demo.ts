/** `verona demo`: a server on a folder of its own, with the made-up company in it, left running to look around. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineCommand } from 'citty';
import { readConfig } from '#platform/config';
import { createLog } from '#platform/log';
import { playStory } from '../../demo/story.ts';
import { ensureBuilt } from '../../server/built.ts';
import { startServer } from '../../server/main.ts';
import { connect } from '../client.ts';
import { failWith } from '../fail.ts';

const email = 'ada@casa-aurora.example';
// Printed for everyone to see: this server holds nothing but a made-up company.
const password = 'nobody-real-lives-here-42';
const key = 'vak_demo-key-of-a-made-up-company';

export const demo = defineCommand({
  meta: { name: 'demo', description: 'Start a made-up company to look around in. Example: PORT=4500 verona demo' },
  async run() {
    try {
      const data = process.env.VERONA_DATA ?? '.verona-demo';
      const isNew = !existsSync(join(data, 'secrets.json'));
      const env = {
        VERONA_LOG: 'warn',
        ...process.env,
        VERONA_DATA: data,
        VERONA_BOOTSTRAP_ADMIN: `${email}:${password}`,
        VERONA_BOOTSTRAP_API_KEY: key,
      };
      const config = readConfig(env, process.cwd());
      await ensureBuilt((what) => process.stdout.write(`Building the ${what}, once …\n`));
      const system = await startServer(config, createLog({ level: config.VERONA_LOG }));
      const url = `http://127.0.0.1:${system.port}`;
      const say = (line: string) => void process.stdout.write(`${line}\n`);
      if (isNew) await playStory({ url, client: connect({ url, key }, {}), now: Date.now(), tell: say });
      say(`Everything in it is made up. Sign in as ${email} with the password ${password}`);
    } catch (error) {
      failWith(error);
    }
  },
});
