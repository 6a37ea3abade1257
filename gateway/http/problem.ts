import type { ServerResponse } from 'node:http';
import { HubError, errorTable, isHubError } from '../../core/errors.ts';
import { announcesBody } from './announces-body.ts';

/** Whatever was thrown, as an error of the hub: what is not known becomes `internal`, and says nothing of itself. */
export const toHubError = (error: unknown): HubError =>
  isHubError(error)
    ? error
    : new HubError(
        'internal',
        'Something went wrong inside the hub. The log has the reason under this request id.',
        { cause: error },
      );

/** RFC 9457, with the hub's stable code and the place of each problem. */
export const problemBody = (error: HubError, requestId: string): string =>
  JSON.stringify({
    type: `urn:app-connect:error:${error.code}`,
    title: errorTable[error.code].title,
    status: error.status,
    code: error.code,
    detail: error.message,
    requestId,
    ...(error.problems.length > 0 ? { errors: error.problems } : {}),
    ...error.details,
  });

export const sendProblem = (response: ServerResponse, error: HubError, requestId: string): void => {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const body = problemBody(error, requestId);
  if (!response.req.complete && announcesBody(response.req.headers)) {
    // The rest of the body is not wanted: say so, and hang up once the answer is out.
    response.setHeader('connection', 'close');
    response.once('finish', () => response.req.socket.destroySoon());
  }
  if (error.retryAfter !== undefined) response.setHeader('retry-after', String(error.retryAfter));
  if (error.code === 'method_not_allowed')
    response.setHeader('allow', typeof error.details['allow'] === 'string' ? error.details['allow'] : '');
  if (error.code === 'unauthenticated' && !response.hasHeader('www-authenticate'))
    response.setHeader('www-authenticate', 'Bearer');
  response.writeHead(error.status, {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  response.end(body);
};
