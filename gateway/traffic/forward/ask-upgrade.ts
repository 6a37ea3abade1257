import { createHash } from 'node:crypto';
import { request, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { HubError } from '../../../core/errors.ts';

export interface UpgradeQuestion {
  readonly socket: Socket;
  readonly origin: string;
  readonly path: string;
  /** Names and values one after the other. */
  readonly headers: readonly string[];
  /** What the client sent along, for the proof that the other side has understood. */
  readonly key: string | undefined;
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

export type UpgradeAnswer =
  | { readonly switched: true; readonly answer: IncomingMessage; readonly head: Buffer }
  | { readonly switched: false; readonly answer: IncomingMessage };

const headBytes = 16 * 1024;
const websocketGuid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Asks over a connection of the egress for a WebSocket. Node's own parser reads the answer, as strictly as it reads requests. */
export const askUpgrade = (question: UpgradeQuestion): Promise<UpgradeAnswer> =>
  new Promise((resolve, reject) => {
    const { socket, origin, signal } = question;
    const asked = request({
      method: 'GET',
      path: question.path,
      headers: [...question.headers, 'connection', 'Upgrade', 'upgrade', 'websocket'],
      createConnection: () => socket,
      maxHeaderSize: headBytes,
      insecureHTTPParser: false,
    });
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', gone);
    };
    const fail = (error: HubError): void => {
      settle();
      socket.destroy();
      reject(error);
    };
    const gone = (): void => fail(new HubError('cancelled', 'The client has gone.'));
    const timer = setTimeout(
      () => fail(new HubError('egress_timeout', `${origin} did not answer within ${question.waitMs} ms.`)),
      question.waitMs,
    );
    signal.addEventListener('abort', gone, { once: true });
    asked.on('upgrade', (answer, _socket, head) => {
      if (!isRightAnswer(answer, question.key)) {
        fail(failed(origin, 'it switched to another protocol than it was asked for'));
        return;
      }
      settle();
      resolve({ switched: true, answer, head });
    });
    asked.on('response', (answer) => {
      // Without the header that names the protocol the parser takes it for an answer without a body.
      if (answer.statusCode === 101) {
        fail(failed(origin, 'it did not say which protocol it switched to'));
        return;
      }
      settle();
      resolve({ switched: false, answer });
    });
    asked.on('error', (cause) => fail(failed(origin, 'its answer is no HTTP, or broke off', cause)));
    asked.end();
    // It went while the connection was made: nobody would be told any more.
    if (signal.aborted) gone();
  });

const isRightAnswer = ({ headers }: IncomingMessage, key: string | undefined): boolean => {
  if (headers.upgrade?.toLowerCase() !== 'websocket') return false;
  const accept = headers['sec-websocket-accept'];
  if (key === undefined) return true;
  return accept === createHash('sha1').update(`${key}${websocketGuid}`).digest('base64');
};

const failed = (origin: string, why: string, cause?: unknown): HubError =>
  new HubError('egress_failed', `${origin} gave no WebSocket: ${why}.`, { cause });
