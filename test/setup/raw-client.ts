import { connect } from 'node:net';
import { once } from 'node:events';
import { eventually } from './eventually.ts';
import { readMessage, type HttpMessage } from './http-bytes.ts';

/** A client of bytes: what it sends is what stands there, and it reads answers in the strict reading. */
export interface RawClient {
  write(bytes: string | Buffer): void;
  /** The next answer, also one that is not the last (1xx). Throws when the connection ends before. */
  answer(options?: { readonly bodiless?: boolean }): Promise<HttpMessage>;
  /** Everything that came, once the connection has ended. */
  all(): Promise<string>;
  readonly closed: () => boolean;
  readonly received: () => string;
  /** Says that nothing more comes, and goes on to read. */
  end(): void;
  pause(): void;
  resume(): void;
  destroy(): void;
}

export const openRawClient = async (port: number, timeoutMs = 60_000): Promise<RawClient> => {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let received: Buffer = Buffer.alloc(0);
  let rest: Buffer = received;
  let ended = false;
  let closed = false;
  socket.on('error', () => undefined);
  socket.on('data', (data) => {
    received = Buffer.concat([received, data]);
    rest = Buffer.concat([rest, data]);
  });
  socket.on('end', () => {
    ended = true;
    socket.end();
  });
  socket.on('close', () => {
    ended = true;
    closed = true;
  });
  await once(socket, 'connect');
  socket.setNoDelay(true);
  return {
    write: (bytes) => {
      if (socket.writable) socket.write(bytes, () => undefined);
    },
    answer: async (options = {}) => {
      const read = await eventually(
        () => {
          // A connection that ended may have brought the last bytes in the same moment.
          const over = ended;
          const whole = readMessage(rest, { ...options, answer: true, ended: over });
          if (whole !== undefined) return { whole };
          return over ? { whole } : false;
        },
        { timeoutMs, intervalMs: 2 },
      );
      if (read.whole === undefined)
        throw new Error(`The connection ended before an answer: ${JSON.stringify(rest.toString('latin1'))}`);
      rest = read.whole.rest;
      return read.whole.message;
    },
    all: async () => {
      await eventually(() => ended, { timeoutMs, intervalMs: 2 });
      return received.toString('latin1');
    },
    closed: () => closed,
    received: () => received.toString('latin1'),
    end: () => void socket.end(),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    destroy: () => void socket.destroy(),
  };
};

/** The status line's number. */
export const statusOf = (answer: HttpMessage): number => Number(answer.startLine.split(' ')[1]);
