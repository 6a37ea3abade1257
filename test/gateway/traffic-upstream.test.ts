import { expect, test } from '@jest/globals';
import type { Outcome } from '../../gateway/traffic/forward/destination.ts';
import type { RunningService } from '../../gateway/traffic/upstream/running-service.ts';
import { neverConnected } from '../../gateway/traffic/forward/never-connected.ts';
import { HubError } from '../../core/errors.ts';
import { exchangeOf } from '../setup/traffic-exchange.ts';
import { addresses, bad, good, pickNow, send, trialServices } from '../setup/traffic-services.ts';
import { verifies } from '../setup/verifies.ts';

const exchange = exchangeOf();
const refusalOf = (service: RunningService): HubError => {
  try {
    pickNow(service, exchange);
  } catch (error) {
    if (error instanceof HubError) return error;
  }
  throw new Error('It was not refused.');
};
const standings = (service: RunningService) => service.state().targets.map(({ standing }) => standing);

const breaker = { windowMs: 10_000, minRequests: 4, failureShare: 0.5, openMs: 5_000 };
const openOne = () => {
  const trial = trialServices();
  const service = trial.serviceOf({ url: 'http://10.0.0.1', breaker });
  for (let at = 0; at < 4; at++) send(service, exchange, at % 2 === 0 ? good : bad);
  return { ...trial, service };
};

verifies(
  'gateway.traffic.breaker',
  'half of enough requests failing opens it, and callers hear when to come back',
  () => {
    const { service, counted, log } = openOne();
    expect(standings(service)).toEqual(['open']);
    expect(refusalOf(service)).toMatchObject({ code: 'service_unavailable', status: 503, retryAfter: 5 });
    expect(counted.get('hub_traffic_upstream_outs_total breaker')).toBe(1);
    expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
  },
);

verifies('gateway.traffic.breaker', 'fewer requests, a smaller share, or failures of long ago do not', () => {
  const { serviceOf, clock } = trialServices();
  const few = serviceOf({ url: 'http://10.0.0.1', breaker }, 'few');
  for (let at = 0; at < 3; at++) send(few, exchange, bad);
  expect(standings(few)).toEqual(['up']);

  const most = serviceOf({ url: 'http://10.0.0.1', breaker }, 'most');
  for (let at = 0; at < 30; at++) send(most, exchange, at % 3 === 2 ? bad : good);
  expect(standings(most)).toEqual(['up']);

  const old = serviceOf({ url: 'http://10.0.0.1', breaker }, 'old');
  for (let round = 0; round < 4; round++) {
    send(old, exchange, bad);
    clock.move(4_000);
  }
  expect(standings(old)).toEqual(['up']);
});

verifies(
  'gateway.traffic.breaker',
  'then one request tries it: well again closes it, failing opens it again',
  () => {
    const { service, clock } = openOne();
    clock.move(5_000);
    expect(standings(service)).toEqual(['half-open']);
    const first = pickNow(service, exchange);
    first.began();
    expect(refusalOf(service).code).toBe('service_unavailable');
    first.ended(bad);
    expect(standings(service)).toEqual(['open']);

    clock.move(5_000);
    const second = pickNow(service, exchange);
    second.began();
    second.ended(good);
    expect(standings(service)).toEqual(['up']);
    // It begins anew: what failed before does not count any more.
    send(service, exchange, bad);
    expect(standings(service)).toEqual(['up']);
  },
);

verifies('gateway.traffic.breaker', 'an answer that began before it opened decides nothing', () => {
  const { serviceOf, clock } = trialServices();
  const service = serviceOf({ url: 'http://10.0.0.1', breaker });
  const old = pickNow(service, exchange);
  old.began();
  for (let at = 0; at < 4; at++) send(service, exchange, bad);
  clock.move(5_500);
  const tried = pickNow(service, exchange);
  tried.began();
  old.ended({ status: 200, failure: null, ms: 5_500 });
  expect(standings(service)).toEqual(['half-open']);
  tried.ended(good);
  expect(standings(service)).toEqual(['up']);
});

verifies(
  'gateway.traffic.breaker',
  'a client that goes away is no failure, and a trial it took with it is made anew',
  () => {
    const { service, clock } = openOne();
    clock.move(5_000);
    const gone = pickNow(service, exchange);
    gone.began();
    gone.ended({ status: null, failure: 'gone', ms: 0 });
    expect(standings(service)).toEqual(['half-open']);
    expect(send(service, exchange)).toBe('http://10.0.0.1');
    expect(standings(service)).toEqual(['up']);
  },
);

verifies(
  'gateway.traffic.breaker',
  'a trial whose answer goes on for long does not hold up all others',
  () => {
    const { service, clock } = openOne();
    clock.move(5_000);
    pickNow(service, exchange).began();
    clock.move(9_000);
    expect(refusalOf(service).retryAfter).toBe(1);
    clock.move(2_000);
    expect(pickNow(service, exchange).target.origin).toBe('http://10.0.0.1');
  },
);

/** One request to that address, whoever's turn it is. */
const sendTo = (service: RunningService, origin: string, outcome: Outcome): void => {
  for (let at = 0; at < 50; at++) {
    const picked = pickNow(service, exchange);
    if (picked.target.origin !== origin) continue;
    picked.began();
    picked.ended(outcome);
    return;
  }
  throw new Error(`Nothing goes to ${origin}.`);
};

verifies('gateway.traffic.outliers', 'failures in a row put an address out, longer each time', () => {
  const { serviceOf, clock } = trialServices();
  const [a = ''] = addresses(3);
  const service = serviceOf({ urls: addresses(3), outlier: { consecutive: 3, ejectMs: 10_000 } });
  sendTo(service, a, bad);
  sendTo(service, a, bad);
  sendTo(service, a, good);
  sendTo(service, a, { status: null, failure: 'reset', ms: 0 });
  sendTo(service, a, { status: null, failure: 'timeout', ms: 0 });
  expect(standings(service)).toEqual(['up', 'up', 'up']);
  sendTo(service, a, { status: null, failure: 'connect', ms: 0 });
  expect(service.state().targets[0]).toMatchObject({ standing: 'ejected', outForMs: 10_000 });
  for (let at = 0; at < 20; at++) expect(send(service, exchange)).not.toBe(a);
  clock.move(10_000);
  expect(standings(service)).toEqual(['up', 'up', 'up']);
  for (let at = 0; at < 3; at++) sendTo(service, a, bad);
  expect(service.state().targets[0]).toMatchObject({ standing: 'ejected', outForMs: 20_000 });
});

verifies(
  'gateway.traffic.outliers',
  'never more than a share of them is out, and a single address never',
  () => {
    const { serviceOf } = trialServices();
    const outlier = { consecutive: 1, maxEjectedShare: 0.5 };
    const five = serviceOf({ urls: addresses(5), outlier }, 'five');
    for (let at = 0; at < 50; at++) send(five, exchange, bad);
    expect(standings(five).filter((one) => one === 'ejected')).toHaveLength(2);
    const one = serviceOf({ url: 'http://10.0.0.1', outlier }, 'one');
    for (let at = 0; at < 50; at++) send(one, exchange, bad);
    expect(standings(one)).toEqual(['up']);
  },
);

verifies(
  'gateway.traffic.outliers',
  'an address that succeeds less often than the others is found without a row',
  () => {
    const { serviceOf, clock } = trialServices();
    const urls = addresses(3);
    const [a = ''] = urls;
    const outlier = { consecutive: 100, belowOthers: 0.3, intervalMs: 10_000 };
    const service = serviceOf({ urls, outlier });
    const round = () => {
      for (let at = 0; at < 20; at++)
        for (const url of urls) sendTo(service, url, url === a && at % 2 === 0 ? bad : good);
    };
    round();
    clock.move(10_000);
    for (const url of urls) sendTo(service, url, good);
    expect(standings(service)).toEqual(['ejected', 'up', 'up']);
  },
);

test('an answer that only this request is to blame for says nothing of the address', () => {
  const { serviceOf } = trialServices();
  const service = serviceOf({ urls: addresses(2), outlier: { consecutive: 1 } });
  for (const status of [400, 404, 429, 499, 501]) send(service, exchange, { status, failure: null, ms: 1 });
  expect(standings(service)).toEqual(['up', 'up']);
});

const retry = { attempts: 2, backoffMs: 100 };

verifies(
  'gateway.traffic.retries',
  'what failed is tried again, as often as it says, after longer pauses',
  () => {
    const service = trialServices().serviceOf({ url: 'http://10.0.0.1', retry });
    expect(service.retryIn(exchange, 0, bad)).toBe(75);
    expect(service.retryIn(exchange, 1, bad)).toBe(150);
    expect(service.retryIn(exchange, 2, bad)).toBeNull();
    expect(service.retryIn(exchange, 0, good)).toBeNull();
    expect(trialServices().serviceOf({ url: 'http://10.0.0.1' }).retryIn(exchange, 0, bad)).toBeNull();
  },
);

verifies('gateway.traffic.retries', 'only what it names: statuses, all of 5xx, kinds of failure', () => {
  const { serviceOf } = trialServices();
  const failure = (kind: Outcome['failure']): Outcome => ({ status: null, failure: kind, ms: 1 });
  const status = (one: number): Outcome => ({ status: one, failure: null, ms: 1 });
  const wanted = (on: readonly (string | number)[], outcome: Outcome) =>
    serviceOf({ url: 'http://10.0.0.1', retry: { ...retry, on } }, on.join('-')).retryIn(
      exchange,
      0,
      outcome,
    ) !== null;
  expect(wanted(['5xx'], status(500))).toBe(true);
  expect(wanted(['5xx'], failure('reset'))).toBe(false);
  expect(wanted([429], status(429))).toBe(true);
  expect(wanted([429], status(503))).toBe(false);
  expect(wanted(['timeout'], failure('timeout'))).toBe(true);
  expect(wanted(['timeout'], failure('gone'))).toBe(false);
});

verifies(
  'gateway.traffic.retries',
  'only what may be done twice, and only what nobody has seen an answer to',
  () => {
    const { serviceOf } = trialServices();
    const service = serviceOf({ url: 'http://10.0.0.1', retry: { ...retry, budgetShare: 1 } });
    const tried = (method: string, outcome: Outcome = bad, body?: string) => {
      const one = exchangeOf({ method, ...(body === undefined ? {} : { body }) });
      return { one, retries: () => service.retryIn(one, 0, outcome) !== null };
    };
    for (let at = 0; at < 20; at++) pickNow(service, exchange);
    expect(tried('POST').retries()).toBe(false);
    // No connection: it was not done once.
    expect(tried('POST', { status: null, failure: 'connect', ms: 1 }).retries()).toBe(true);
    const streamed = tried('PUT', bad, 'x');
    expect(streamed.retries()).toBe(false);
    streamed.one.outgoing.body = Buffer.from('x');
    expect(streamed.retries()).toBe(true);
    const begun = tried('GET');
    begun.one.response.writeHead(200).flushHeaders();
    expect(begun.retries()).toBe(false);
    const posts = serviceOf({ url: 'http://10.0.0.1', retry: { ...retry, methods: ['post'] } }, 'posts');
    expect(posts.retryIn(exchangeOf({ method: 'POST' }), 0, bad)).not.toBeNull();
  },
);

verifies(
  'gateway.traffic.retries',
  'when everything fails, a fifth more is asked of the upstream and no storm',
  () => {
    const service = trialServices().serviceOf({ url: 'http://10.0.0.1', retry: { attempts: 5 } });
    let retries = 0;
    let asked = 0;
    for (let at = 0; at < 10_000; at++) {
      for (let retried = 0; ; retried++) {
        send(service, exchange, bad);
        asked += 1;
        if (service.retryIn(exchange, retried, bad) === null) break;
        retries += 1;
      }
    }
    expect(retries).toBeGreaterThan(asked * 0.19);
    expect(retries).toBeLessThanOrEqual(asked * 0.2 + 3);
  },
);

verifies('gateway.traffic.retries', 'a good time saves nothing up for a bad one', () => {
  const service = trialServices().serviceOf({ url: 'http://10.0.0.1', retry: {} });
  for (let at = 0; at < 100_000; at++) send(service, exchange);
  let retries = 0;
  while (service.retryIn(exchange, 0, bad) !== null) retries += 1;
  expect(retries).toBeLessThanOrEqual(21);
});

verifies(
  'gateway.traffic.retries',
  'another address is tried, or the same one when there is no other',
  () => {
    const { serviceOf } = trialServices();
    const two = serviceOf({ urls: addresses(2), balance: 'sticky', retry }, 'two');
    const first = pickNow(two, exchange);
    expect(pickNow(two, exchange).target.origin).toBe(first.target.origin);
    expect(pickNow(two, exchange, first).target.origin).not.toBe(first.target.origin);
    const one = serviceOf({ urls: addresses(1), retry }, 'one');
    expect(pickNow(one, exchange, pickNow(one, exchange)).target.origin).toBe('http://10.0.0.1:8080');
  },
);

verifies('gateway.traffic.retries', 'only what never stood counts as not sent', () => {
  for (const syscall of [undefined, 'connect', 'getaddrinfo'])
    expect(neverConnected({ code: 'ETIMEDOUT', syscall })).toBe(true);
  for (const syscall of ['read', 'write']) expect(neverConnected({ code: 'ETIMEDOUT', syscall })).toBe(false);
  expect([neverConnected({ code: 'ECONNRESET', syscall: 'connect' }), neverConnected(undefined)]).toEqual([
    false,
    false,
  ]);
});
