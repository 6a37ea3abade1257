import type { Clock } from '../../core/ports.ts';
import { serviceSchema } from '../../gateway/traffic/document/service-document.ts';
import type { Exchange } from '../../gateway/traffic/exchange.ts';
import type { Destination, Outcome } from '../../gateway/traffic/forward/destination.ts';
import { openServices, type ServicesOptions } from '../../gateway/traffic/upstream/open-services.ts';
import type { Probe } from '../../gateway/traffic/upstream/probe.ts';
import type { RunningService } from '../../gateway/traffic/upstream/running-service.ts';
import { recordedLog } from './recorded-log.ts';

/** Time that stands still until it is moved. */
const handClock = (): Clock & { move(ms: number): void } => {
  let now = 1_000_000;
  return {
    now: () => new Date(now),
    monotonic: () => now,
    move: (ms) => {
      now += ms;
    },
  };
};

const noProbe: Probe = () => Promise.reject(new Error('Nobody should ask.'));

/** Services as the gateway runs them, with time, chance and health in the hands of the test. */
export const trialServices = (options: Partial<ServicesOptions> = {}) => {
  const clock = handClock();
  const log = recordedLog();
  const counted = new Map<string, number>();
  const services = openServices({
    ...{ log, clock, probe: noProbe, random: () => 0.5, release: () => undefined },
    metrics: {
      counter: (name) => {
        const add = (labels: Readonly<Record<string, string | number>> = {}, by = 1): void => {
          const key = [name, ...Object.values(labels)].join(' ');
          counted.set(key, (counted.get(key) ?? 0) + by);
        };
        return { add, of: (labels) => ({ add: (by) => add(labels, by) }) };
      },
    },
    ...options,
  });
  return {
    ...{ clock, log, counted, services },
    serviceOf: (document: object, name = 'orders', version = 1): RunningService =>
      services.serviceFor({ spaceId: 'spc_1', name, version, document: serviceSchema.parse(document) }),
  };
};

export const addresses = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => `http://10.0.0.${at + 1}:8080`);

export const good: Outcome = { status: 200, failure: null, ms: 0 };
export const bad: Outcome = { status: 503, failure: null, ms: 0 };

/** Where it goes when nobody has to wait. */
export const pickNow = (service: RunningService, exchange: Exchange, tried?: Destination): Destination => {
  const picked = service.pick(exchange, tried);
  if (picked instanceof Promise) throw new Error('It would have to wait.');
  return picked;
};

/** One request from its beginning to its end: the address it went to. */
export const send = (service: RunningService, exchange: Exchange, outcome: Outcome = good): string => {
  const picked = pickNow(service, exchange);
  picked.began();
  picked.ended(outcome);
  return picked.target.origin;
};

export const counts = (all: readonly string[]): Record<string, number> => {
  const found: Record<string, number> = {};
  for (const one of all) found[one] = (found[one] ?? 0) + 1;
  return found;
};
