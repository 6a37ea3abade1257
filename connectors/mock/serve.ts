import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { Running } from '../../core/ports.ts';
import type { Mock } from './mock.ts';

const mostBytes = 64 * 1024 * 1024;

/** A mock on a port of this machine, for those who try things from outside of the hub. */
export const serveMock = async (mock: Mock, port: number): Promise<Running & { readonly url: string }> => {
  const server = createServer((request, response) => {
    void bytesOf(request).then(
      (body) => {
        const headers: Record<string, string> = {};
        for (const [name, value] of Object.entries(request.headers))
          headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
        const answer = mock({
          method: request.method ?? 'GET',
          url: `http://127.0.0.1${request.url ?? '/'}`,
          headers,
          ...(body.length === 0 && headers['content-type'] === undefined ? {} : { body }),
        });
        for (const [name, value] of Object.entries(answer.headers))
          if (value !== undefined) response.setHeader(name, typeof value === 'string' ? value : [...value]);
        response.writeHead(answer.status);
        response.end(request.method === 'HEAD' ? undefined : answer.bytes);
      },
      () => response.destroy(),
    );
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://127.0.0.1:${bound}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      if (server.listening) await once(server, 'close');
    },
  };
};

const bytesOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size > mostBytes) throw new Error(`a body of more than ${mostBytes} bytes`);
  }
  return Buffer.concat(chunks);
};
