/** `verona start`: the server, until it is told to stop. */
import { defineCommand } from 'citty';
import { ConfigError, readConfig } from '#platform/config';
import { createLog } from '#platform/log';
import { ensureBuilt } from '../../server/built.ts';
import { startServer } from '../../server/main.ts';
import { failWith } from '../fail.ts';

export const start = defineCommand({
  meta: { name: 'start', description: 'Start the server. Example: PORT=8080 VERONA_DATA=/srv/verona verona start' },
  args: {
    roles: { type: 'string', description: 'What this process does: any of api,worker,jobs', valueHint: 'api,worker' },
  },
  async run({ args }) {
    try {
      const env = { ...process.env, ...(args.roles && { VERONA_ROLES: args.roles }) };
      const config = readConfig(env, process.cwd());
      const log = createLog({ level: config.VERONA_LOG, role: config.VERONA_ROLES.join('+') });
      if (config.VERONA_ROLES.includes('api'))
        await ensureBuilt((what) => process.stdout.write(`Building the ${what}, once …\n`));
      await startServer(config, log);
    } catch (error) {
      if (error instanceof ConfigError)
        failWith(`The configuration is not valid.\n${error.message}\nRun "verona doctor" to see every setting.`);
      failWith(error);
    }
  },
});
