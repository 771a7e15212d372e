/** Starts the system and stops it: on a signal once, politely and in time; on a second signal at once. */
import type { Config } from '#platform/config';
import type { Log } from '#platform/log';
import { sweepHeap } from './sweep.ts';
import { type System, startSystem } from './system.ts';

export async function startServer(config: Config, log: Log): Promise<System> {
  process.on('unhandledRejection', (error) => {
    log.fatal({ err: error }, 'unhandled rejection: stopping, so that nothing goes on in an unknown state');
    process.exit(1);
  });
  const system = await startSystem(config, log);
  await sweepHeap();
  for (const line of system.greeting) process.stdout.write(`${line}\n`);

  let stopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'stopping');
    const forced = setTimeout(() => {
      log.error('stop took too long; leaving');
      process.exit(1);
    }, config.VERONA_SHUTDOWN_SECONDS * 1000);
    forced.unref();
    await system.stop();
    process.exit(0);
  };
  process.on('SIGINT', (signal) => void stop(signal));
  process.on('SIGTERM', (signal) => void stop(signal));
  return system;
}
