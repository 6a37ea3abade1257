import type { ServerResponse } from 'node:http';
import { isHubError, type ErrorCode, type HubError } from '../../core/errors.ts';
import { toldIn } from '../upstream/failure.ts';
import type { Failure, MessageId } from '../sdk/server.ts';

/** Numbers of JSON-RPC and of the protocol. */
export const codes = {
  parse: -32700,
  request: -32600,
  params: -32602,
  internal: -32603,
  refused: -32000,
  session: -32001,
  resource: -32002,
  headers: -32020,
  capability: -32021,
  version: -32022,
} as const;

const numbers: Partial<Record<ErrorCode, number>> = {
  body_malformed: codes.parse,
  body_too_deep: codes.request,
  input_invalid: codes.params,
  not_found: codes.params,
  client_incapable: codes.capability,
};

const unsaid: Failure = {
  code: codes.internal,
  message: 'Something went wrong inside the hub. Its log has the reason under this request id.',
};

/** What the client is told of an error; of one that nobody expected it learns nothing but where to look. */
export const failureOf = (error: unknown, requestId: string): Failure => {
  if (isHubError(error)) {
    if (error.code === 'internal') return { ...unsaid, data: { requestId } };
    // What another server said in the words of the protocol is handed on in them.
    const told = toldIn(error);
    if (told !== undefined) return told;
    return { code: numbers[error.code] ?? codes.internal, message: error.message, data: dataOf(error) };
  }
  // What the client itself answered to a question.
  if (isOfProtocol(error)) return { code: error.code, message: error.message, data: error.data };
  return { ...unsaid, data: { requestId } };
};

export const isUnexpected = (error: unknown): boolean =>
  isHubError(error) ? error.code === 'internal' : !isOfProtocol(error);

const isOfProtocol = (error: unknown): error is Error & { readonly code: number; readonly data?: unknown } =>
  error instanceof Error && 'code' in error && Number.isSafeInteger(error.code);

const dataOf = (error: HubError): Readonly<Record<string, unknown>> => ({
  // By the protocol nothing but these stands here.
  ...(error.code === 'client_incapable' ? {} : { code: error.code, retryable: error.retryable }),
  ...(error.problems.length > 0 ? { problems: error.problems } : {}),
  ...(error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter }),
  ...error.details,
});

export interface Refusal {
  readonly status: number;
  readonly failure: Failure;
  readonly id?: MessageId | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Refused before the protocol has seen it. */
export const refusalOf = (error: HubError): Refusal => ({
  status: error.status,
  failure: { code: numbers[error.code] ?? codes.refused, message: error.message, data: dataOf(error) },
  ...(error.retryAfter === undefined ? {} : { headers: { 'retry-after': String(error.retryAfter) } }),
});

export const refuse = (response: ServerResponse, { status, failure, id, headers }: Refusal): void => {
  if (response.headersSent || response.destroyed) return void response.destroy();
  if (!response.req.complete) {
    // The rest of the body is not wanted.
    response.setHeader('connection', 'close');
    response.once('finish', () => response.req.socket.destroySoon());
  }
  sendJson(response, status, {
    text: JSON.stringify({ jsonrpc: '2.0', id: id ?? null, error: failure }),
    headers,
  });
};

const long = 256 * 1024;
const patienceMs = 30_000;

export const sendJson = (
  response: ServerResponse,
  status: number,
  body: { readonly text: string; readonly headers?: Readonly<Record<string, string>> | undefined },
): void => {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body.text),
    'cache-control': 'no-store',
    ...body.headers,
  });
  // Whoever does not read a long answer is not waited for.
  if (body.text.length > long) response.setTimeout(patienceMs, () => response.destroy());
  response.end(body.text);
};
