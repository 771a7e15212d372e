/** The least an HTTP server can do with an event: read it, parse it, answer. What P2 is measured against. */
import { createServer } from 'node:http';

const server = createServer((call, reply) => {
  const parts: Buffer[] = [];
  call.on('data', (part: Buffer) => parts.push(part));
  call.on('end', () => {
    JSON.parse(Buffer.concat(parts).toString('utf8'));
    reply.writeHead(200, { 'content-type': 'application/json' });
    reply.end('{"success":true}');
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' && address ? address.port : 0}\n`);
});
