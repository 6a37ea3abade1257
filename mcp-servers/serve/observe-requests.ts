import type { IncomingMessage, ServerResponse } from 'node:http';
import { callerId } from '../../core/caller.ts';
import type { Clock, Log, ToolCaller } from '../../core/ports.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { Telemetry } from '../../platform/telemetry.ts';

/** What becomes known of a request, and nothing of what is said in it. */
export interface RequestFacts {
  era: string;
  toolset: string;
  /** Of the protocol, where it has one of this name: whoever calls could write anything. */
  method: string;
  caller?: ToolCaller;
  /** Its answer has no end: a stream that tells of changes. */
  endless: boolean;
  /** The code that it was refused with. */
  refused?: string;
}

export interface ObserveDeps {
  readonly telemetry: Pick<Telemetry, 'span'>;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly log: Log;
}

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;
type Work = (request: IncomingMessage, response: ServerResponse, facts: RequestFacts) => Promise<void>;

/**
 * A span, a line in the log and a count for each request, as every other one has. The span goes on with the trace of the
 * caller, and ends with the answer: that of a stream without an end when it has begun.
 */
export const observeRequests = (deps: ObserveDeps, work: Work): Handle => {
  const { telemetry, clock, log } = deps;
  const counted = deps.metrics.counter('hub_mcp_requests', 'Requests to /mcp/.', ['era', 'status']);

  const over = (response: ServerResponse, facts: RequestFacts, started: number): void => {
    const { era, toolset, method, caller } = facts;
    const status = response.statusCode;
    counted.add({ era, status });
    log.info('request', {
      requestId: response.getHeader('x-request-id'),
      ...{ operation: method === '' ? 'mcp' : `mcp ${method}`, toolset, status },
      ms: Math.round((clock.monotonic() - started) * 10) / 10,
      caller: caller === undefined ? undefined : callerId(caller.caller),
      spaceId: caller?.spaceId,
    });
  };

  return (request, response) =>
    telemetry.span('mcp.request', { kind: 'server', incoming: request.headers }, async (span) => {
      const started = clock.monotonic();
      const facts: RequestFacts = { era: 'unknown', toolset: '', method: '', endless: false };
      const closed = Promise.withResolvers<void>();
      const close = (): void => {
        over(response, facts, started);
        closed.resolve();
      };
      // Who has gone before it came to this is seen no more.
      if (response.closed) close();
      else response.once('close', close);
      await work(request, response, facts);
      if (!facts.endless) await closed.promise;
      const { era, toolset, method, refused } = facts;
      const { statusCode } = response;
      span.set({ 'mcp.toolset': toolset, 'mcp.method': method, 'mcp.era': era, 'http.status': statusCode });
      if (refused !== undefined) span.fail(refused);
    });
};

const methods: ReadonlySet<string> = new Set([
  ...['initialize', 'ping', 'server/discover', 'subscriptions/listen', 'logging/setLevel'],
  ...['tools/list', 'tools/call', 'prompts/list', 'prompts/get', 'completion/complete'],
  ...['resources/list', 'resources/templates/list', 'resources/read'],
  ...['resources/subscribe', 'resources/unsubscribe'],
  ...['notifications/initialized', 'notifications/cancelled', 'notifications/roots/list_changed'],
]);

/** Of one message; `batch` for several, `answer` for what answers a question of the hub, `other` for what nobody knows. */
export const methodOf = (body: unknown): string => {
  if (Array.isArray(body)) return 'batch';
  const { method } = (body ?? {}) as { readonly method?: unknown };
  if (typeof method !== 'string') return 'answer';
  return methods.has(method) ? method : 'other';
};
