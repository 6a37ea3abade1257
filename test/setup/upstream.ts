import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A real HTTP server that notes what reaches it: the truth about what was called is what arrived here. */
export interface Upstream {
  readonly origin: string;
  readonly port: number;
  readonly seen: Seen[];
  /** Connections that were opened, whether or not anything was said on them. */
  readonly connections: () => number;
  readonly openNow: () => number;
  /** Names that TLS clients asked for. */
  readonly serverNames: string[];
  stop(): Promise<void>;
}

export interface UpstreamOptions {
  readonly host?: string;
  readonly port?: number;
  readonly tls?: { readonly key: string; readonly cert: string };
}

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

export const startUpstream = async (answer: Answer, options: UpstreamOptions = {}): Promise<Upstream> => {
  const { host = '127.0.0.1', port = 0, tls } = options;
  const seen: Seen[] = [];
  const serverNames: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      seen.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
      answer(request, response, body);
    });
  };
  const server = tls === undefined ? createServer(listener) : createSecureServer(tls, listener);
  server.on('secureConnection', (socket: { servername: string | false }) => {
    serverNames.push(socket.servername === false ? '' : socket.servername);
  });
  server.on('connection', (socket: Socket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return {
    origin: `${tls === undefined ? 'http' : 'https'}://${shownHost}:${taken}`,
    port: taken,
    seen,
    connections: () => connections,
    openNow: () => sockets.size,
    serverNames,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
};
