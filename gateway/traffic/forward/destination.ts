import type { PoolUse } from '../../../platform/egress/pools.ts';
import type { Target } from '../../../platform/egress/target.ts';
import type { Exchange } from '../exchange.ts';

/** How a try at an upstream came out: its status, or that there was none. */
export interface Outcome {
  readonly status: number | null;
  /** `closed`: a connection that was kept, and that the other side had ended by the time it was used once more. */
  readonly failure: 'connect' | 'closed' | 'reset' | 'timeout' | 'gone' | null;
  readonly ms: number;
}

/** One of the addresses of a service, chosen for one try. */
export interface Destination {
  readonly target: Target;
  /** Of the service's URL, without a slash at its end. */
  readonly basePath: string;
  readonly use: PoolUse | undefined;
  began(): void;
  ended(outcome: Outcome): void;
}

export interface ForwardTimes {
  readonly headersMs: number;
  readonly idleMs: number;
  /** 0 for none. */
  readonly totalMs: number;
}

/** A service of a space as it runs here. */
export interface Upstream {
  readonly name: string;
  readonly times: ForwardTimes;
  /** Throws when none of them can be used now. May wait for a place in the queue. Another one than was tried, if there is one. */
  pick(exchange: Exchange, tried?: Destination): Destination | Promise<Destination>;
  /** Milliseconds until another try, or null when the client gets this outcome. */
  retryIn(exchange: Exchange, retried: number, outcome: Outcome): number | null;
}
