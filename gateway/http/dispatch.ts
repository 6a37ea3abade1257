import type { IncomingMessage, ServerResponse } from 'node:http';
import { callerId } from '../../core/caller.ts';
import { HubError } from '../../core/errors.ts';
import type { Clock, Log } from '../../core/ports.ts';
import { newId } from '../../platform/ids.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { Telemetry } from '../../platform/telemetry.ts';
import { givenRequestId } from './given-request-id.ts';
import type { OperationsHandler, RequestFacts } from './operations-handler.ts';
import { sendProblem, toHubError } from './problem.ts';
import { answerCors, setSecurityHeaders } from './response-headers.ts';

export type PlainHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

export interface DispatchDeps {
  readonly operations: OperationsHandler;
  /** Answers by exact path, such as /health. */
  readonly plain: ReadonlyMap<string, PlainHandler>;
  /** Answers by the first step of the path, such as /hooks/. */
  readonly prefixes: ReadonlyMap<string, PlainHandler>;
  /** Everything else: the console and its pages. */
  readonly pages: PlainHandler;
  readonly corsOrigins: ReadonlySet<string>;
  readonly secure: boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly telemetry: Telemetry;
}

/** More requests than this at once are turned away, so that those inside are still answered in time. */
const inFlightLimit = 1_000;

/** What every request goes through, hot paths first. */
export const dispatcher = (
  deps: DispatchDeps,
): ((request: IncomingMessage, response: ServerResponse) => void) => {
  let inFlight = 0;
  const seconds = deps.metrics.histogram('hub_http_request_seconds', 'Time to answer a request.', [
    'operation',
    'status',
  ]);
  deps.metrics.gauge('hub_http_requests_in_flight', 'Requests being answered.', () => inFlight);

  const answerOperation = async (
    request: IncomingMessage,
    response: ServerResponse,
    facts: RequestFacts,
  ): Promise<void> => {
    try {
      if (inFlight > inFlightLimit) {
        throw new HubError(
          'overloaded',
          'The hub answers as many requests as it can. Try again in a moment.',
          { retryAfter: 1 },
        );
      }
      await deps.telemetry.span('http.request', { kind: 'server', incoming: request.headers }, () =>
        deps.operations(request, response, facts),
      );
    } catch (thrown) {
      const error = toHubError(thrown);
      if (error.code === 'internal')
        deps.log.error('request failed', { requestId: facts.requestId, operation: facts.operation, error });
      sendProblem(response, error, facts.requestId);
    }
  };

  const operation = (request: IncomingMessage, response: ServerResponse, requestId: string): void => {
    const started = deps.clock.monotonic();
    const abort = new AbortController();
    const facts: RequestFacts = { requestId, signal: abort.signal };
    inFlight++;
    response.once('close', () => {
      inFlight--;
      if (!response.writableEnded) abort.abort();
      const ms = deps.clock.monotonic() - started;
      seconds.observe(ms / 1000, { operation: facts.operation ?? 'none', status: response.statusCode });
      deps.log.info('request', {
        requestId,
        operation: facts.operation,
        status: response.statusCode,
        ms: Math.round(ms * 10) / 10,
        caller: facts.caller === undefined ? undefined : callerId(facts.caller),
        spaceId: facts.caller?.spaceId ?? undefined,
      });
    });
    void answerOperation(request, response, facts);
  };

  const plainly = async (
    handler: PlainHandler,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    try {
      await handler(request, response);
    } catch (thrown) {
      const error = toHubError(thrown);
      const requestId = String(response.getHeader('x-request-id'));
      if (error.code === 'internal') deps.log.error('request failed', { requestId, error });
      sendProblem(response, error, requestId);
    }
  };

  const plainAt = (path: string): PlainHandler =>
    deps.plain.get(path) ?? deps.prefixes.get(path.slice(0, path.indexOf('/', 1) + 1)) ?? deps.pages;

  return (request, response) => {
    const requestId = givenRequestId(request) ?? newId('req');
    response.setHeader('x-request-id', requestId);
    setSecurityHeaders(response, deps.secure);
    if (answerCors(request, response, deps.corsOrigins)) return;
    const url = request.url ?? '/';
    const at = url.indexOf('?');
    const path = at < 0 ? url : url.slice(0, at);
    if (path.startsWith('/api/')) operation(request, response, requestId);
    else void plainly(plainAt(path), request, response);
  };
};
