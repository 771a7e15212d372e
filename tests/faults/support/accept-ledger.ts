/**
 * The accept ledger: a process of its own that sends events and writes down, on the disk, each one it was told is kept.
 * It knows nothing of the server but its address, so whatever dies there, what stands here was promised.
 *
 *     accept-ledger.ts <file> <key>     told over IPC: { url } where to send to, { stop: true } to end
 */
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const [file = '', key = ''] = process.argv.slice(2);
const handle = openSync(file, 'a');
const senders = 4;
const people = 60;
let url = '';
let going = true;
let next = 0;
const figures = { acknowledged: 0, batches: 0, refused: 0, broken: 0 };

process.on('message', (told: { url?: string; stop?: true }) => {
  if (told.url !== undefined) url = told.url;
  if (told.stop) going = false;
});

function event() {
  const n = next++;
  const who = n % people;
  const said = { messageId: `crash-${n}`, timestamp: new Date(Date.UTC(2026, 4, 1 + (n % 3), 8, 0, 0, n % 1000)).toISOString() };
  // Each visitor signs in once; before and after that they are heard under either name.
  if (n < people)
    return { ...said, type: 'identify', userId: `user-${who}`, anonymousId: `visitor-${who}`, traits: { name: `User ${who}` } };
  const properties = { n, check: createHash('sha256').update(`${n}`).digest('hex') };
  const sender = n % 3 === 0 ? { anonymousId: `visitor-${who}` } : { userId: `user-${who}` };
  return { ...said, ...sender, type: 'track', event: `Did ${n % 4}`, properties };
}

/** Sends until it is acknowledged: nobody knows what became of a batch whose answer was lost. */
async function deliver(batch: { messageId: string }[]): Promise<void> {
  const body = JSON.stringify({ batch });
  for (;;) {
    try {
      const reply = await fetch(`${url}/v1/batch`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`, 'content-type': 'application/json' },
        body,
        signal: AbortSignal.timeout(10_000),
      });
      const answer = (await reply.json()) as { success?: true; exceptions?: unknown };
      if (reply.status === 200 && answer.success && answer.exceptions === undefined) break;
      figures.refused += 1;
    } catch {
      figures.broken += 1;
    }
    await sleep(50);
  }
  writeSync(handle, batch.map((each) => `${each.messageId}\n`).join(''));
  fsyncSync(handle);
  figures.acknowledged += batch.length;
  figures.batches += 1;
}

async function send(): Promise<void> {
  while (going) {
    if (url === '') await sleep(10);
    else await deliver(Array.from({ length: 1 + (next % 25) }, event));
  }
}

await Promise.all(Array.from({ length: senders }, send));
closeSync(handle);
process.send?.({ ...figures, sent: next }, () => process.disconnect());
