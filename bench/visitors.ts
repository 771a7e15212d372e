/**
 * Visitors with their chat open, in a process of their own: connects, says hello, and tells what it heard when.
 *
 *   node --import tsx bench/visitors.ts URL COUNT
 *
 * Prints `{"open":COUNT}` when all are welcome. After each line on stdin it waits for `{"await":N}` frames and prints the
 * instants (milliseconds since 1970, with fractions) at which they came.
 */
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';

const [url = '', count = '0'] = process.argv.slice(2);
const atOnce = 100;
const patienceMs = 20_000;
const now = () => performance.timeOrigin + performance.now();
let heard: number[] = [];

function open(at: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/chat/v1/socket`, { perMessageDeflate: false });
    socket.once('error', reject);
    socket.once('open', () => socket.send(JSON.stringify({ type: 'hello', token: `vct_visitor-of-the-bench-${at}`, after: 0 })));
    socket.once('message', (frame) => {
      if (!String(frame).startsWith('{"type":"welcome"')) return reject(new Error(String(frame)));
      socket.on('message', () => heard.push(now()));
      resolve();
    });
  });
}

let next = 0;
const openAll = async () => {
  while (next < Number(count)) {
    next += 1;
    await open(next);
  }
};
await Promise.all(Array.from({ length: atOnce }, openAll));
process.stdout.write(`${JSON.stringify({ open: next })}\n`);

for await (const line of createInterface({ input: process.stdin })) {
  const { await: wanted } = JSON.parse(line) as { await: number };
  const until = now() + patienceMs;
  while (heard.length < wanted && now() < until) await sleep(2);
  process.stdout.write(`${JSON.stringify(heard)}\n`);
  heard = [];
}
process.exit(0);
