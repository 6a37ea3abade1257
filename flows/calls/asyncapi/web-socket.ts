import { WebSocket, type RawData } from 'ws';
import { HubError } from '../../../core/errors.ts';
import type { Egress } from '../../../platform/egress/egress.ts';
import { taskFault } from '../../engine/fault.ts';
import type { Authorised } from '../auth/authorise.ts';
import { addressShown } from '../http/shown.ts';

export interface WebSocketOptions {
  readonly egress: Egress;
  /** `ws:` or `wss:`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly authorised: Authorised | undefined;
  readonly signal: AbortSignal;
}

export interface OpenSocket {
  send(text: string): Promise<void>;
  /** Until the other side ends, or the signal does. */
  texts(): AsyncGenerator<string>;
  close(): Promise<void>;
}

const handshakeMs = 10_000;
const closeMs = 2_000;
const mostBytes = 1024 * 1024;
/** More than so many wait in the network, not here. */
const mostWaiting = 100;

/** A WebSocket on a connection whose address is checked. */
export const openWebSocket = async (options: WebSocketOptions): Promise<OpenSocket> => {
  const { egress, url, signal, authorised } = options;
  const connection = await egress.connect({
    url: url.replace(/^ws/i, 'http'),
    signal,
    ...(authorised?.tls === undefined ? {} : { tls: authorised.tls }),
  });
  const socket = new WebSocket(url, {
    createConnection: () => connection,
    headers: { ...options.headers, ...authorised?.headers },
    handshakeTimeout: handshakeMs,
    maxPayload: mostBytes,
    perMessageDeflate: false,
  });
  // Messages may come along with the handshake: who listens only after it misses them.
  const waiting: string[] = [];
  let failure: Error | undefined;
  let over = false;
  let bell = Promise.withResolvers<void>();
  socket.on('message', (data, isBinary) => {
    waiting.push(bytesOf(data).toString(isBinary ? 'base64' : 'utf8'));
    if (waiting.length >= mostWaiting) socket.pause();
    bell.resolve();
  });
  socket.on('error', (error) => (failure = error));
  socket.on('close', () => {
    over = true;
    bell.resolve();
  });
  await opened(socket, url, signal);
  return {
    send: (text) =>
      new Promise((done, reject) => {
        socket.send(text, (error) => (error == null ? done() : reject(failed(url, error))));
      }),
    texts: async function* () {
      for (;;) {
        const text = waiting.shift();
        if (text !== undefined) {
          if (waiting.length === 0 && !over) socket.resume();
          yield text;
        } else if (over) {
          if (signal.aborted) throw cancelled(url, signal);
          if (failure !== undefined) throw failed(url, failure);
          return;
        } else {
          bell = Promise.withResolvers();
          await bell.promise;
        }
      }
    },
    close: async () => {
      if (over) return;
      const timer = setTimeout(() => socket.terminate(), closeMs);
      const closed = new Promise((done) => socket.once('close', done));
      socket.resume();
      socket.close(1000);
      await closed;
      clearTimeout(timer);
    },
  };
};

const opened = (socket: WebSocket, url: string, signal: AbortSignal): Promise<void> =>
  new Promise((done, reject) => {
    socket.once('open', done);
    // It stays: whatever comes after must not end the process.
    socket.on('error', (error) => reject(signal.aborted ? cancelled(url, signal) : failed(url, error)));
    socket.once('unexpected-response', (_request, response) => {
      const status = response.statusCode ?? 500;
      response.destroy();
      const title = response.statusMessage ?? `HTTP ${status}`;
      const told = `${addressShown(url)} was asked for a WebSocket and answered with ${status}.`;
      reject(taskFault('communication', told, { status, title }));
      socket.terminate();
    });
  });

const bytesOf = (data: RawData): Buffer =>
  Buffer.isBuffer(data) ? data : Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);

const cancelled = (url: string, signal: AbortSignal): HubError =>
  new HubError('cancelled', `The call to ${addressShown(url)} was cancelled.`, { cause: signal.reason });

const failed = (url: string, cause: Error): HubError =>
  new HubError('egress_failed', `The WebSocket of ${addressShown(url)} failed: ${cause.message}.`, { cause });
