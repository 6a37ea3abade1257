import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import {
  createTrafficServer,
  type TrafficHandlers,
  type TrafficServer,
  type TrafficServerOptions,
} from '../../gateway/traffic/listen/server.ts';
import { recordedLog } from './recorded-log.ts';

export interface TrialServer extends TrafficServer {
  readonly log: ReturnType<typeof recordedLog>;
  /** Requests that a handler saw. */
  readonly seen: IncomingMessage[];
  /** Bodies of them that came to their end. */
  readonly bodies: string[];
  /** Sends bytes and hears everything until the other side hangs up. */
  say(bytes: string): Promise<string>;
  /** Sends bytes and stays. */
  open(
    bytes: string,
  ): Promise<{ readonly socket: Socket; heard(): string; readonly ended: Promise<unknown> }>;
}

/** The gateway's listener with a handler that answers 200 and the body's length; it keeps nothing of pipelines. */
export const startTrialServer = async (
  options: Partial<TrafficServerOptions> = {},
  handlers: Partial<TrafficHandlers> = {},
): Promise<TrialServer> => {
  const log = recordedLog();
  const seen: IncomingMessage[] = [];
  const bodies: string[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    let body = '';
    if (request.headers.expect !== undefined) response.writeContinue();
    request.setEncoding('latin1');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      bodies.push(body);
      response.end(`${request.method} ${request.url} ${body.length}`);
    });
  };
  const server = await createTrafficServer(
    { host: '127.0.0.1', port: 0, shared: false, drainMs: 500, ...options },
    {
      log,
      request: (request, response) => {
        seen.push(request);
        (handlers.request ?? answer)(request, response);
      },
      upgrade: handlers.upgrade ?? ((_request, socket) => void socket.destroy()),
    },
  );
  const open: TrialServer['open'] = async (bytes) => {
    const socket = connect(server.port, '127.0.0.1');
    let heard = '';
    socket.on('data', (data) => (heard += data.toString('latin1')));
    socket.on('error', () => undefined);
    // Also one that ends in an error has ended.
    const ended = new Promise((resolve) => socket.once('close', resolve));
    await once(socket, 'connect');
    socket.write(bytes, 'latin1');
    return { socket, heard: () => heard, ended };
  };
  return {
    ...server,
    ...{ log, seen, bodies, open },
    say: async (bytes) => {
      const one = await open(bytes);
      await one.ended;
      return one.heard();
    },
  };
};
