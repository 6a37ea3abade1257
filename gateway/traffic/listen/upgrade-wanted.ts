import type { IncomingMessage } from 'node:http';
import { announcesBody } from '../../http/announces-body.ts';

/**
 * Only WebSockets leave HTTP here. Whoever asks for another protocol gets an answer in this one, as RFC 9110 (7.8) has it: `h2c`
 * above all would be a tunnel past every policy.
 */
export const wantsUpgrade = (request: IncomingMessage): boolean => {
  const { headers } = request;
  return (
    request.method === 'GET' &&
    headers.upgrade?.toLowerCase() === 'websocket' &&
    request.httpVersionMajor === 1 &&
    request.httpVersionMinor === 1 &&
    // With a body nobody could say where it ends and the tunnel begins.
    !announcesBody(headers)
  );
};
