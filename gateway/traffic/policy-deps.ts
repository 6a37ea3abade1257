import type { Clock, Log, RateLimiter } from '../../core/ports.ts';
import type { Egress } from '../../platform/egress/egress.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { Revocations } from './authentication/revocations.ts';
import type { ConsumerDirectory } from './consumers/directory.ts';
import type { Exchange } from './exchange.ts';
import type { Step } from './policy.ts';
import type { Quotas } from './quotas/quotas.ts';

/** What policies may use of the hub. Each takes the few that it needs. */
export interface PolicyDeps {
  readonly consumers: ConsumerDirectory;
  readonly limiter: RateLimiter;
  readonly quotas: Quotas;
  readonly revocations?: Revocations;
  readonly egress: Egress;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Sends the exchange to a service of the space and its answer to the client. */
  forward(exchange: Exchange, to: ForwardTo): Step | Promise<Step>;
  /** Runs a flow of the space by its name and answers what came out; throws what went wrong. */
  runFlow(call: FlowCall): Promise<unknown>;
  /** JSON Schema of an operation of an imported connector: its input as `{ path, query, headers, body }`; undefined where there is none. */
  operationOf(
    spaceId: string,
    connector: string,
    request: { readonly method: string; readonly path: string },
  ): Promise<OperationSchemas | undefined>;
  /** Methods that the document of an imported connector offers a path with; none where it has no such path. */
  readonly methodsOf?: (spaceId: string, connector: string, path: string) => Promise<readonly string[]>;
  /** Answers as the document of an imported connector does by its examples; undefined where it has no such operation. */
  readonly mockAnswer?: (
    spaceId: string,
    connector: string,
    request: MockRequest,
  ) => Promise<MockAnswer | undefined>;
}

export interface MockRequest {
  readonly method: string;
  readonly path: string;
  /** With its question mark, or empty. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface MockAnswer {
  readonly status: number;
  /** Names in lower case and values, one after the other. */
  readonly headers: readonly string[];
  readonly body: string | Buffer;
}

export interface ForwardTo {
  readonly service: string;
  /** Keep the client's Host header. */
  readonly preserveHost: boolean;
  /** Put the service's path in front of the request's path. */
  readonly prependPath: boolean;
  /** Leave the request's path out. */
  readonly ignorePath: boolean;
  readonly timeouts: Partial<Readonly<Record<'headersMs' | 'idleMs' | 'totalMs', number>>>;
}

export interface FlowCall {
  readonly spaceId: string;
  readonly flow: string;
  readonly input: unknown;
  readonly waitMs: number;
  readonly requestId: string;
  readonly consumer: string | null;
  readonly signal: AbortSignal;
}

export interface OperationSchemas {
  readonly operation: string;
  /** Checks, compiled once: problems with JSON pointers, none when all is well. */
  check(parts: {
    readonly path: Readonly<Record<string, string>>;
    readonly query: string;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly body: { readonly contentType: string; readonly bytes: Buffer } | null;
    /** What becomes of parameters in the query that the document does not name; refused when left out. */
    readonly unknownQuery?: 'refuse' | 'pass';
  }): readonly { readonly path: string; readonly message: string }[];
}
