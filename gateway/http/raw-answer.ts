import { IncomingMessage, STATUS_CODES, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { HubError } from '../../core/errors.ts';
import { problemBody } from './problem.ts';
import { setSecurityHeaders } from './response-headers.ts';

export interface Refusal {
  readonly error: HubError;
  readonly requestId: string;
  /** The hub is reached by https. */
  readonly secure: boolean;
}

/** Answers on a bare connection what never became a request, with the headers and in the shape of every other answer. */
export const refuseOnSocket = (socket: Duplex, { error, requestId, secure }: Refusal): void => {
  const body = problemBody(error, requestId);
  // Never sent: it only collects what every answer carries.
  const head = new ServerResponse(new IncomingMessage(new Socket()));
  setSecurityHeaders(head, secure);
  head.setHeader('x-request-id', requestId);
  head.setHeader('content-type', 'application/problem+json');
  head.setHeader('content-length', Buffer.byteLength(body));
  head.setHeader('cache-control', 'no-store');
  head.setHeader('connection', 'close');
  if (error.retryAfter !== undefined) head.setHeader('retry-after', String(error.retryAfter));
  if (error.code === 'unauthenticated') head.setHeader('www-authenticate', 'Bearer');
  const lines = Object.entries(head.getHeaders()).map(([name, value]) => `${name}: ${String(value)}\r\n`);
  socket.end(
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? 'Refused'}\r\n${lines.join('')}\r\n${body}`,
  );
};
