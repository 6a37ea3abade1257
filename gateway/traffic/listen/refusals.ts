import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { HubError } from '../../../core/errors.ts';
import type { Log } from '../../../core/ports.ts';
import { answerOn } from '../../http/answer-on.ts';
import { refuseOnSocket } from '../../http/raw-answer.ts';
import { sendProblem } from '../../http/problem.ts';
import { inSlices } from './in-slices.ts';
import { newRequestId } from './request-id.ts';

export interface Refusals {
  /** A request that no handler may see. */
  request(response: ServerResponse, error: HubError): void;
  /** What did not become a request, or asked for another protocol. */
  socket(socket: Duplex, error: HubError): void;
  /** What the parser could not read, or what was too slow. */
  broken(socket: Duplex, error: NodeJS.ErrnoException): void;
}

/** A thousand slow clients that came together are late together. */
const lateAtOnce = 20;
const late = 'ERR_HTTP_REQUEST_TIMEOUT';

export const openRefusals = (
  log: Log,
  limits: { readonly headerBytes: number; readonly secure: boolean },
): Refusals => {
  const said = (error: HubError): string => {
    const requestId = newRequestId();
    log.info('request refused', { requestId, status: error.status, reason: error.code });
    return requestId;
  };

  const socket = (given: Duplex, error: HubError): void => {
    given.on('error', () => undefined);
    refuseOnSocket(given, { error, requestId: said(error), secure: limits.secure });
  };

  const end = (given: Duplex, code: string | undefined): void => {
    if (code === 'ECONNRESET' || !given.writable || !hearsText(given) || isAnswering(given)) {
      given.on('error', () => undefined);
      given.destroy();
    } else socket(given, meaningOf(code, limits.headerBytes));
  };
  const endLate = inSlices(lateAtOnce, (given: Duplex) => end(given, late));

  return {
    request: (response, error) => {
      const requestId = said(error);
      // What comes after it on the connection may have been meant as part of it.
      response.setHeader('connection', 'close');
      sendProblem(response, error, requestId);
    },
    socket,
    broken: (given, { code }) => (code === late ? endLate(given) : end(given, code)),
  };
};

/**
 * Not before the end of a handshake, and not where HTTP/2 is spoken: what is written there waits in the socket, and the session
 * that comes to it later ends the process with its first frame (an assertion of Node).
 */
const hearsText = (socket: Duplex): boolean =>
  !(socket instanceof TLSSocket) || socket.alpnProtocol === false || socket.alpnProtocol === 'http/1.1';

/** An answer to an earlier request, or the beginning of one: what is written now would be taken for a part of it. */
const isAnswering = (socket: Duplex): boolean => {
  const response = answerOn(socket);
  return response !== undefined && (response.headersSent || response.req.complete);
};

const meaningOf = (code: string | undefined, headerBytes: number): HubError => {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new HubError('headers_too_large', `The headers must be at most ${headerBytes} bytes.`);
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW')
    return new HubError('body_too_large', 'The extensions of the chunks are too long.');
  if (code === late) return new HubError('request_timeout', 'The request took too long to arrive.');
  return new HubError('body_malformed', 'This is not a valid HTTP request.');
};
