import { HubError } from '../../../core/errors.ts';
import type { PooledEgress } from '../../../platform/egress/egress.ts';
import { asEgressError } from '../../../platform/egress/failure.ts';
import type { OriginPool } from '../../../platform/egress/pools.ts';
import { announcesBody } from '../../http/announces-body.ts';
import type { Exchange } from '../exchange.ts';
import type { ForwardTo } from '../policy-deps.ts';
import type { Step } from '../policy.ts';
import type { Destination, Outcome, Upstream } from './destination.ts';
import { outgoingHeaders } from './outgoing-headers.ts';
import { pathOf } from './outgoing-path.ts';
import { Relay } from './relay.ts';

export type Forward = (exchange: Exchange, upstream: Upstream, to: ForwardTo) => Step | Promise<Step>;

/** Bodies up to this length are read first: the upstream is not held up by a slow client, and they can be sent again. */
const readFirstBytes = 65_536;

interface Sending {
  readonly exchange: Exchange;
  readonly upstream: Upstream;
  readonly to: ForwardTo;
  retried: number;
  tried: Destination | undefined;
}

/** Sends exchanges to upstreams. What comes back goes out by itself: `answered` says that somebody will. */
export const openForward = (egress: Pick<PooledEgress, 'pool'>): Forward => {
  const send = (sending: Sending): Step | Promise<Step> => {
    const { exchange, upstream } = sending;
    const destination = upstream.pick(exchange, sending.tried);
    return destination instanceof Promise
      ? destination.then((one) => dispatch(sending, one))
      : dispatch(sending, destination);
  };

  const again = (sending: Sending, outcome: Outcome): boolean => {
    const { exchange, upstream } = sending;
    const delay = upstream.retryIn(exchange, sending.retried, outcome);
    if (delay === null) return false;
    sending.retried += 1;
    const retry = async (): Promise<void> => {
      try {
        await send(sending);
      } catch (error) {
        exchange.fail(error);
      }
    };
    const timer = setTimeout(() => void retry(), delay);
    exchange.whenGone = () => clearTimeout(timer);
    return true;
  };

  const dispatch = (sending: Sending, destination: Destination): Step => {
    const { exchange, upstream, to } = sending;
    const { target, basePath } = destination;
    sending.tried = destination;
    const times = { ...upstream.times, ...to.timeouts };
    const pool = egress.pool(target, destination.use);
    const total = times.totalMs > 0 ? startTotal(() => relay, times.totalMs) : undefined;
    const settle = (outcome: Outcome): void => {
      clearTimeout(total);
      left(pool);
      destination.ended(outcome);
    };
    const relay = new Relay(exchange, {
      retries: (outcome) => {
        if (!again(sending, outcome)) return false;
        settle(outcome);
        return true;
      },
      ended: (outcome, error) => {
        settle(outcome);
        if (error !== null) exchange.failure = asEgressError(error, target.origin);
      },
    });
    pool.busy += 1;
    destination.began();
    exchange.service = upstream.name;
    exchange.target = target;
    const { outgoing } = exchange;
    const host = to.preserveHost ? (exchange.request.headers.host ?? exchange.host) : target.url.host;
    pool.dispatch(
      {
        path: pathOf(exchange, to, basePath),
        method: outgoing.method,
        headers: outgoingHeaders(exchange, outgoing.headers?.get('host') ?? host),
        body: bodyOf(exchange),
        headersTimeout: times.headersMs,
        bodyTimeout: times.idleMs,
      },
      relay,
    );
    return 'answered';
  };

  return (exchange, upstream, to) => {
    const sending: Sending = { exchange, upstream, to, retried: 0, tried: undefined };
    const length = Number(exchange.request.headers['content-length'] ?? 0);
    if (exchange.outgoing.body !== null || length === 0 || length > readFirstBytes) return send(sending);
    return exchange.readBody(readFirstBytes).then(() => send(sending));
  };
};

const startTotal = (relay: () => Relay, ms: number): NodeJS.Timeout =>
  setTimeout(
    () => relay().abort(new HubError('egress_timeout', `The upstream was not done in ${ms} ms.`)),
    ms,
  );

const left = (pool: OriginPool): void => {
  pool.busy -= 1;
  pool.lastUsed = performance.now();
};

/** An iterator and not the stream itself: a failed upstream must not close the client's connection before it has its answer. */
const bodyOf = (exchange: Exchange): Buffer | NodeJS.ReadableStream | null => {
  if (exchange.outgoing.body !== null) return exchange.outgoing.body;
  if (!announcesBody(exchange.request.headers)) return null;
  exchange.takeBody();
  return exchange.request.iterator({ destroyOnReturn: false }) as unknown as NodeJS.ReadableStream;
};
