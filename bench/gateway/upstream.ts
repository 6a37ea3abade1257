import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const body = JSON.stringify({ ok: true, id: 42, customer: { first: 'Ada', last: 'L' }, ts: 1 });

export interface BenchUpstream {
  readonly port: number;
  stop(): void;
}

/** A small JSON answer, from a process of its own. */
export const startUpstream = async (): Promise<BenchUpstream> => {
  const child: ChildProcess = fork(import.meta.filename, ['serve']);
  const [port] = (await once(child, 'message')) as [number];
  return { port, stop: () => void child.kill() };
};

if (process.argv[2] === 'serve') {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
    response.end(body);
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}
