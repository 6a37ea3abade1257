import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The other side of bench/platform/egress.ts, in a process of its own so that its work is not counted. */
const body = JSON.stringify({ id: 1, name: 'a small answer', tags: ['as', 'most', 'are'] });
const server = createServer((request, response) => {
  request.resume();
  response
    .writeHead(200, { 'content-type': 'application/json', 'content-length': String(body.length) })
    .end(body);
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
