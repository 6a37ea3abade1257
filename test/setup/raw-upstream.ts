import { createServer, type AddressInfo, type Socket } from 'node:net';
import { readMessage, type HttpMessage } from './http-bytes.ts';

/** One connection that somebody opened to the raw upstream, and what came over it. */
export interface RawConnection {
  readonly socket: Socket;
  readonly received: () => Buffer;
  /** Requests that came whole. */
  readonly requests: HttpMessage[];
  /** Bytes after the last whole request. */
  readonly rest: () => Buffer;
  /** What could not be read as HTTP/1.1, in the strict reading of `http-bytes.ts`. */
  readonly wrong: Error[];
  readonly ended: () => boolean;
}

export interface RawUpstream {
  readonly origin: string;
  readonly port: number;
  readonly connections: RawConnection[];
  /** Requests that came whole, over all connections, in their order. */
  requests(): HttpMessage[];
  stop(): Promise<void>;
}

export interface RawScript {
  /** Called for every whole request: what is sent back as it is. Undefined sends nothing. */
  readonly answer?: (request: HttpMessage, connection: RawConnection) => string | Buffer | undefined;
  readonly opened?: (connection: RawConnection) => void;
  /** Called for everything that comes, before a request is whole. */
  readonly heard?: (connection: RawConnection) => void;
}

/** A server of bytes: it notes what arrives and says what it is told to, be it HTTP or not. */
export const startRawUpstream = async (script: RawScript): Promise<RawUpstream> => {
  const connections: RawConnection[] = [];
  const requests: HttpMessage[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let received: Buffer = Buffer.alloc(0);
    let rest: Buffer = received;
    let ended = false;
    const connection: RawConnection = {
      ...{ socket, requests: [], wrong: [] },
      received: () => received,
      rest: () => rest,
      ended: () => ended,
    };
    connections.push(connection);
    socket.on('error', () => undefined);
    socket.on('close', () => (ended = true));
    socket.on('end', () => {
      ended = true;
      socket.end();
    });
    socket.on('data', (data) => {
      received = Buffer.concat([received, data]);
      rest = Buffer.concat([rest, data]);
      script.heard?.(connection);
      try {
        for (let read = readMessage(rest); read !== undefined; read = readMessage(rest)) {
          rest = read.rest;
          connection.requests.push(read.message);
          requests.push(read.message);
          const said = script.answer?.(read.message, connection);
          if (said !== undefined && socket.writable)
            socket.write(typeof said === 'string' ? Buffer.from(said, 'latin1') : said);
        }
      } catch (error) {
        connection.wrong.push(error instanceof Error ? error : new Error(String(error)));
        socket.destroy();
      }
    });
    script.opened?.(connection);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    ...{ port, connections, origin: `http://127.0.0.1:${port}` },
    requests: () => [...requests],
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const { socket } of connections) socket.destroy();
      await closed;
    },
  };
};

/** A small answer with its length, and the headers that are given; each letter is a byte. */
export const answerOf = (
  body: string,
  headers: Readonly<Record<string, string>> = {},
  status = '200 OK',
): string =>
  [
    `HTTP/1.1 ${status}`,
    `content-length: ${body.length}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    body,
  ].join('\r\n');
