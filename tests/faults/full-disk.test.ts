/** G11: the disk of Postgres and ClickHouse fills up, slowly and at once. */
import { open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventually, startVerona } from '../../platform/testing/server.ts';
import { askPostgres, compared, countOf } from './support/house.ts';
import { tinyDisk } from './support/tiny-disk.ts';

const reserveMb = 150;

test('G11: intake says so and stops in time, reads go on, nothing acknowledged is lost, and room is all it takes to recover', async (context) => {
  await using disk = await tinyDisk('900m');
  if (!disk) return context.skip('SKIPPED: a small file system cannot be mounted here (needs root)');
  const dataDir = join(disk.folder, 'verona');
  const filler = join(disk.folder, 'filler');
  let verona = await startVerona({ dataDir, env: { VERONA_DISK_RESERVE_MB: String(reserveMb) } });
  try {
    const acknowledged = new Set<string>();
    const send = async (id: string) => {
      const reply = await verona.send({ type: 'track', event: 'Came', userId: 'ada', messageId: id });
      if (reply.status === 200) acknowledged.add(id);
      return reply;
    };
    /** A batch that fills a segment of the log of Postgres within a few. */
    const sendMuch = async (id: string) => {
      const batch = Array.from({ length: 40 }, (_, n) => {
        const properties = { filler: Array.from({ length: 300 }, () => Math.random()).join(' ') };
        return { type: 'track', event: 'Came', userId: 'ada', messageId: `${id}-${n}`, properties };
      });
      const { status } = await verona.send(...batch);
      if (status === 200) for (const { messageId } of batch) acknowledged.add(messageId);
      return status;
    };
    expect((await send('before')).status).toBe(200);

    // Slowly: there is still room for Postgres, and no more for events.
    await fillUp(disk.folder, filler, reserveMb - 50);
    const refused = await eventually(async () => {
      const reply = await send(`low-${acknowledged.size}`);
      return reply.status !== 200 && reply;
    });
    expect(refused.status).toBe(507);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ code: 'listen.disk_full', cure: expect.stringContaining('make room') });
    expect((await verona.ask('GET', '/api/listen/sources')).status).toBe(200);
    expect((await verona.ask('GET', '/api/customers/people')).status).toBe(200);
    const { body } = await verona.ask('GET', '/health/ready', { headers: {} });
    expect(JSON.stringify(body)).toMatch(/"name":"disk","ready":false,"detail":"only \d+ MB are free/);

    await rm(filler);
    await eventually(async () => (await send('room again')).status === 200, 5_000);

    // At once, and without the reserve: not a byte is left for anybody, and Postgres finds out in the middle of its work.
    expect(await verona.interrupt()).toBe(0);
    verona = await startVerona({ dataDir, env: { VERONA_DISK_RESERVE_MB: '0' } });
    await fillUp(disk.folder, filler, 0);
    const statuses: (number | undefined)[] = [];
    for (let n = 0; n < 60; n += 1) statuses.push(await sendMuch(`full-${n}`).catch(() => undefined));
    console.log(`G11: on a full disk ${JSON.stringify(countOf(statuses))}`);
    for (const status of statuses) expect([200, 503, 507]).toContain(status);
    expect(statuses.at(-1)).not.toBe(200);
    expect(verona.process.exitCode).toBe(null);
    await rm(filler);
    await eventually(async () => (await send('after')).status === 200, 30_000);
    await eventually(async () => (await fetch(`${verona.url}/health/ready`)).ok, 60_000);

    const rows = await askPostgres<{ id: string }>(verona.dataDir, `select body::jsonb ->> 'messageId' as id from listen.event`);
    const kept = new Set(rows.map(({ id }) => id));
    expect([...acknowledged].filter((id) => !kept.has(id))).toEqual([]);
    expect(await compared(verona, kept.size)).toMatchObject({ events: kept.size, differing: [] });
  } finally {
    await verona.close();
  }
}, 300_000);

/** Writes until so much is left; to the last byte for 0. */
async function fillUp(folder: string, path: string, leaveMb: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const zeros = Buffer.alloc(1024 ** 2);
  const file = await open(path, 'w');
  try {
    for (let mb = Math.floor((bavail * bsize) / 1024 ** 2) - leaveMb; mb > 0; mb -= 1) await file.write(zeros);
    while (leaveMb === 0) await file.write(zeros);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    await file.close();
  }
}
