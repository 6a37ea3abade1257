import { afterEach, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../../platform/clock.ts';
import { createEgress } from '../../platform/egress/egress.ts';
import { parseAllowList } from '../../platform/egress/allow-list.ts';
import { probeBy, type Probe } from '../../gateway/traffic/upstream/probe.ts';
import { eventually } from '../setup/eventually.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { exchangeOf } from '../setup/traffic-exchange.ts';
import { addresses, bad, good, pickNow, send, trialServices } from '../setup/traffic-services.ts';
import { verifies } from '../setup/verifies.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const narrow = (queue?: object) => {
  const trial = trialServices();
  const service = trial.serviceOf({ url: 'http://10.0.0.1', maxConnections: 1, ...(queue && { queue }) });
  const busy = pickNow(service, exchangeOf());
  busy.began();
  return { ...trial, service, busy };
};

verifies('gateway.traffic.line', 'who finds no connection waits, and goes in order', async () => {
  const { service, busy, counted } = narrow();
  const order: number[] = [];
  const waiting = [1, 2, 3].map(async (number) => {
    const place = await service.pick(exchangeOf());
    place.began();
    order.push(number);
    return place;
  });
  expect(service.state().waiting).toBe(3);
  busy.ended(good);
  for (const place of waiting) (await place).ended(good);
  expect(order).toEqual([1, 2, 3]);
  expect(service.state()).toMatchObject({ waiting: 0, targets: [{ active: 0, requests: 4 }] });
  expect(counted.get('hub_traffic_upstream_waits_total')).toBe(3);
});

verifies(
  'gateway.traffic.line',
  'a full line and a long wait are refused with the time to come back',
  async () => {
    const { service } = narrow({ max: 1, waitMs: 30 });
    const first = service.pick(exchangeOf());
    const refused = { code: 'overloaded', status: 503, retryAfter: 1 };
    await expect(service.pick(exchangeOf())).rejects.toMatchObject(refused);
    await expect(first).rejects.toMatchObject(refused);
    expect(service.state().waiting).toBe(0);
  },
);

verifies(
  'gateway.traffic.line',
  'a client that goes leaves the line, and its place to the next one',
  async () => {
    const { service, busy } = narrow();
    const leaving = exchangeOf();
    const first = service.pick(leaving);
    const second = service.pick(exchangeOf());
    leaving.hangUp();
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    busy.ended(good);
    expect((await second).target.origin).toBe('http://10.0.0.1');
  },
);

test('an address that goes down while others wait for it is refused to them', async () => {
  const trial = trialServices();
  const breaker = { minRequests: 1, failureShare: 0.5 };
  const service = trial.serviceOf({ url: 'http://10.0.0.1', maxConnections: 1, breaker });
  const busy = pickNow(service, exchangeOf());
  busy.began();
  const waiting = service.pick(exchangeOf());
  busy.ended(bad);
  await expect(waiting).rejects.toMatchObject({ code: 'service_unavailable' });
});

/** A service whose checks come faster after one another than a document may say. */
const checked = (probe: Probe, more: { unusedMs?: number; unhealthyAfter?: number } = {}) => {
  const trial = trialServices({
    probe,
    clock: systemClock,
    random: () => 0,
    unusedMs: more.unusedMs ?? 60_000,
  });
  const health = {
    path: '/health',
    intervalMs: 20,
    timeoutMs: 100,
    healthyAfter: 2,
    unhealthyAfter: 2,
    ...more,
  };
  const document = { urls: addresses(2), health };
  const service = trial.services.serviceFor({ spaceId: 'spc_1', name: 'orders', version: 1, document });
  stops.push(() => trial.services.stop());
  return { ...trial, service };
};

verifies(
  'gateway.traffic.health',
  'addresses are asked once the service is used, and left out while they are not well',
  async () => {
    let well = false;
    const asked: string[] = [];
    const { service, log } = checked(async ({ url }) => {
      asked.push(url);
      if (url.startsWith('http://10.0.0.1:')) return well ? 204 : 500;
      return 200;
    });
    expect(asked).toEqual([]);
    send(service, exchangeOf());
    await eventually(() => service.state().targets[0]?.standing === 'unhealthy');
    for (let at = 0; at < 10; at++) expect(send(service, exchangeOf())).toBe('http://10.0.0.2:8080');
    expect(service.state().targets[0]?.lastCheck).toMatchObject({ good: false, answer: '500' });
    expect(new Set(asked)).toEqual(new Set(addresses(2).map((url) => `${url}/health`)));
    well = true;
    await eventually(() => service.state().targets[0]?.standing === 'up');
    const said = log.lines.filter(({ level }) => level === 'warn').map(({ message }) => message);
    expect(said).toEqual(['address is not well: left out', 'address is well again']);
  },
);

verifies('gateway.traffic.health', 'when none is well callers hear it at once', async () => {
  const { service } = checked(() => Promise.reject(new Error('refused')));
  send(service, exchangeOf());
  await eventually(() => service.state().targets.every(({ standing }) => standing === 'unhealthy'));
  expect(() => service.pick(exchangeOf())).toThrow(
    expect.objectContaining({ code: 'service_unavailable', retryAfter: 1 }),
  );
});

verifies('gateway.traffic.health', 'nobody is asked any more when nobody uses the service', async () => {
  let asked = 0;
  const { service } = checked(
    async () => {
      asked += 1;
      return 500;
    },
    { unusedMs: 1, unhealthyAfter: 1 },
  );
  send(service, exchangeOf());
  expect(service.state().checked).toBe(true);
  await eventually(() => !service.state().checked);
  expect(asked).toBeLessThanOrEqual(2);
  // What was known is old by then.
  expect(service.state().targets.map(({ standing }) => standing)).toEqual(['up', 'up']);
});

verifies(
  'gateway.traffic.health',
  'checks go out by the egress, follow no redirect and do not wait for long',
  async () => {
    const server: Server = createServer((request, response) => {
      if (request.url === '/slow') return;
      response
        .writeHead(request.url === '/moved' ? 302 : 200, { location: 'http://10.255.255.1/' })
        .end('ok');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const log = recordedLog();
    const egress = createEgress({ log, allow: parseAllowList(['127.0.0.1']).entries });
    const strict = createEgress({ log, allow: [] });
    stops.push(
      () => egress.close(),
      () => strict.close(),
      async () => void server.close().closeAllConnections(),
    );
    const ask = (path: string, timeoutMs = 30_000) => ({
      url: origin + path,
      timeoutMs,
      identity: undefined,
    });
    await expect(probeBy(egress)(ask('/'))).resolves.toBe(200);
    await expect(probeBy(egress)(ask('/moved'))).resolves.toBe(302);
    await expect(probeBy(egress)(ask('/slow', 100))).rejects.toMatchObject({ code: 'egress_timeout' });
    await expect(probeBy(strict)(ask('/'))).rejects.toMatchObject({ code: 'egress_refused' });
  },
);
