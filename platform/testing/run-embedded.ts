/** A Verona reduced to its database, as a process that tests can kill: `run-embedded.ts <data folder>`. Says its postmaster's pid. */
import { createLog } from '#platform/log';
import { startEmbedded } from '#platform/postgres';

const data = process.argv[2];
if (!data) throw new Error('Which data folder?');
try {
  const server = await startEmbedded({ data, log: createLog({ level: 'warn' }), settings: { shared_buffers: '16MB' } });
  process.stdout.write(`${JSON.stringify({ postmaster: server.pid(), superuserUrl: server.superuserUrl })}\n`);
  process.once('SIGTERM', () => void server.stop());
} catch (error) {
  process.stdout.write(`${JSON.stringify({ refused: String(error) })}\n`);
}
