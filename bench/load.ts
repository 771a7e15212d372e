/**
 * The load generator, a process of its own: keeps `connections` requests under way for `seconds`, prints what it did as JSON.
 *
 *   node --import tsx bench/load.ts URL KEY BATCH CONNECTIONS SECONDS EVENTS_A_SECOND PEOPLE
 *
 * With a rate (not 0) the load is open: requests start when they are due, whether or not the ones before were answered.
 * PEOPLE send the events, the same ones in every run; with 0 each event comes from somebody who was never heard before.
 */
import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';

const [url = '', key = '', batch = '20', connections = '32', seconds = '5', rate = '0', people = '10000'] = process.argv.slice(2);
const size = Number(batch);
const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) });
const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
const run = randomBytes(4).toString('hex');
const until = performance.now() + Number(seconds) * 1000;
const latencies: number[] = [];
let sent = 0;
let accepted = 0;
let refused = 0;

function event(): string {
  sent += 1;
  const person = people === '0' ? `${run}-${sent}` : (sent * 7919) % Number(people);
  return `{"type":"track","event":"Product Viewed","messageId":"${run}-${sent}","userId":"u${person}","timestamp":"${new Date().toISOString()}","properties":{"product_id":"p${sent % 1000}","price":${sent % 100}.5,"currency":"EUR","category":"shoes","position":${sent % 20},"name":"A product with a name of some length","url":"https://shop.example/p/${sent}"},"context":{"library":{"name":"bench","version":"1"},"page":{"path":"/p/${sent % 1000}","referrer":"https://search.example/"}}}`;
}

function body(): string {
  if (size === 1) return event();
  return `{"batch":[${Array.from({ length: size }, event).join(',')}]}`;
}

function send(): Promise<void> {
  const text = body();
  const began = performance.now();
  return new Promise((resolve) => {
    const headers = { authorization, 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    const call = request(`${url}/v1/${size === 1 ? 'track' : 'batch'}`, { method: 'POST', agent, headers }, (reply) => {
      reply.resume();
      reply.once('end', () => {
        latencies.push(performance.now() - began);
        if (reply.statusCode === 200) accepted += size;
        else refused += size;
        resolve();
      });
    });
    call.once('error', () => {
      refused += size;
      resolve();
    });
    call.end(text);
  });
}

async function keepSending(): Promise<void> {
  while (performance.now() < until) await send();
}

async function sendOnTime(eventsASecond: number): Promise<void> {
  const underWay: Promise<void>[] = [];
  const start = performance.now();
  while (performance.now() < until) {
    const due = Math.floor(((performance.now() - start) / 1000) * (eventsASecond / size));
    while (underWay.length < due) underWay.push(send());
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await Promise.all(underWay);
}

const began = performance.now();
await (rate === '0' ? Promise.all(Array.from({ length: Number(connections) }, keepSending)) : sendOnTime(Number(rate)));
const took = (performance.now() - began) / 1000;
latencies.sort((a, b) => a - b);
const at = (p: number) => latencies[Math.floor((p / 100) * (latencies.length - 1))] ?? 0;
process.stdout.write(JSON.stringify({ accepted, refused, seconds: took, p50: at(50), p99: at(99) }));
process.exit(0);
