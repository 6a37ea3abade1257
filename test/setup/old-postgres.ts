import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A server that speaks as much of PostgreSQL's protocol as it takes to say its age, and refuses everything else. */
export interface OldPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

export interface ServerAge {
  readonly name: string;
  readonly number: number;
}

const text = (value: string): Buffer => Buffer.from(`${value}\0`);
const int16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
};
const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};

const message = (type: string, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
};

const ready = message('Z', Buffer.from('I'));
const textType = 25;

const row = (values: Readonly<Record<string, string>>): Buffer => {
  const columns = Object.entries(values);
  return Buffer.concat([
    message(
      'T',
      int16(columns.length),
      ...columns.flatMap(([name]) => [
        text(name),
        ...[int32(0), int16(0), int32(textType), int16(-1), int32(-1), int16(0)],
      ]),
    ),
    message(
      'D',
      int16(columns.length),
      ...columns.flatMap(([, value]) => [int32(Buffer.byteLength(value)), Buffer.from(value)]),
    ),
    message('C', text('SELECT 1')),
    ready,
  ]);
};

const answerTo = (query: string, { name, number }: ServerAge): Buffer => {
  if (query.includes('server_version_num')) return row({ number: String(number), name });
  if (/select version\(\)/i.test(query)) return row({ version: `PostgreSQL ${name} on this test` });
  const refusal = [Buffer.from('S'), text('ERROR'), Buffer.from('C'), text('0A000')];
  return Buffer.concat([
    message('E', ...refusal, Buffer.from('M'), text('this server says its age only'), Buffer.from([0])),
    ready,
  ]);
};

const welcome = ({ name }: ServerAge): Buffer =>
  Buffer.concat([
    message('R', int32(0)),
    message('S', text('server_version'), text(name)),
    message('K', int32(1), int32(1)),
    ready,
  ]);

const serve = (socket: Socket, age: ServerAge): void => {
  let bytes = Buffer.alloc(0);
  let greeted = false;
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    // The first message has no type; the length of every message counts itself.
    for (;;) {
      const at = greeted ? 1 : 0;
      if (bytes.length < at + 4) return;
      const size = at + bytes.readInt32BE(at);
      if (bytes.length < size) return;
      const type = greeted ? bytes.toString('latin1', 0, 1) : 'greeting';
      const body = bytes.toString('utf8', at + 4, size);
      bytes = bytes.subarray(size);
      greeted = true;
      if (type === 'greeting') socket.write(welcome(age));
      else if (type === 'Q') socket.write(answerTo(body, age));
      else socket.end();
    }
  });
};

export const startOldPostgres = async (age: ServerAge): Promise<OldPostgres> => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    serve(socket, age);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `postgres://hub:hub@127.0.0.1:${port}/hub`,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
};
