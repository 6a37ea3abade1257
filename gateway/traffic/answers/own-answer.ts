import type { IncomingMessage } from 'node:http';
import type { AnswerHead, Exchange } from '../exchange.ts';
import { removeHeader, withoutOwn } from './answer-head.ts';
import type { Step } from '../policy.ts';

/** An answer that the gateway gives itself. */
export interface OwnAnswer {
  readonly status: number;
  /** Names in lower case and values, one after the other. */
  readonly headers: readonly string[];
  readonly body: string | Buffer;
}

/** Goes out through the hooks of the policies, as an upstream's answer does. */
export const sendAnswer = (exchange: Exchange, answer: OwnAnswer): Step | Promise<Step> => {
  const head: AnswerHead = { status: answer.status, headers: withoutOwn(answer.headers) };
  for (const hook of exchange.headHooks ?? []) hook(head);
  if (exchange.bodyHooks !== null) return sendThroughHooks(exchange, head, answer.body);
  return write(exchange, head, answer.body);
};

const sendThroughHooks = async (
  exchange: Exchange,
  head: AnswerHead,
  given: string | Buffer,
): Promise<Step> => {
  let body = typeof given === 'string' ? Buffer.from(given) : given;
  for (const hook of exchange.bodyHooks ?? []) body = await hook(body, head);
  return write(exchange, head, body);
};

/** Of a body that nobody wants to read any more, this much is let pass so that the connection can be used again. */
const drainedBytes = 65_536;

const write = (exchange: Exchange, head: AnswerHead, body: string | Buffer): Step => {
  const { request, response } = exchange;
  if (response.destroyed) return 'answered';
  const bodiless = head.status === 204 || head.status === 304 || head.status < 200;
  removeHeader(head, 'content-length');
  if (!bodiless) head.headers.push('content-length', String(Buffer.byteLength(body)));
  if (!request.complete && !isShort(request)) {
    head.headers.push('connection', 'close');
    response.once('finish', () => request.socket.destroySoon());
  }
  if (head.put === undefined) response.writeHead(head.status, head.headers);
  else head.put(head);
  if (bodiless) response.end();
  else response.end(body);
  return 'answered';
};

/** Without a body is short too: Node says that a request is complete only after its handler has begun. */
const isShort = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= drainedBytes;
