import { afterEach, expect } from '@jest/globals';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { ServerResponse } from 'node:http';
import { isHubError } from '../../core/errors.ts';
import { parseAllowList } from '../../platform/egress/allow-list.ts';
import { createEgress } from '../../platform/egress/egress.ts';
import { readTarget } from '../../platform/egress/target.ts';
import { eventually } from '../setup/eventually.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { startTrafficHub, type TrafficHub } from '../setup/traffic-hub.ts';
import { startUpstream, type Upstream } from '../setup/upstream.ts';
import { verifies } from '../setup/verifies.ts';

const stops: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** Takes connections and says nothing: over TLS none of them ever stands. */
const startSilence = async (): Promise<{ readonly url: string; stop(): void }> => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = (): void => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  stops.push(stop);
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
};

/** Holds what it is asked until it is told to answer. */
const startHolding = async () => {
  const held: ServerResponse[] = [];
  const upstream: Upstream = await startUpstream((_, response) => void held.push(response));
  stops.push(upstream.stop);
  const answerAll = (): void => {
    for (const response of held.splice(0)) response.end('late');
  };
  return { upstream, held, answerAll };
};

/** Each service at the path of its name. */
const startGateway = async (services: Readonly<Record<string, object>>): Promise<TrafficHub> => {
  const pipelines = Object.fromEntries(
    Object.keys(services).map((name) => [
      name,
      {
        apiEndpoints: { [name]: { host: '*', paths: `/${name}` } },
        policies: [{ proxy: [{ action: { serviceEndpoint: name } }] }],
      },
    ]),
  );
  const hub = await startTrafficHub({ services, pipelines });
  stops.push(hub.stop);
  return hub;
};

const ask = (hub: TrafficHub, path: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${hub.port}${path}`, { signal: AbortSignal.timeout(120_000) });

verifies(
  'gateway.traffic.own-connections',
  'a connection that does not stand in the time of its service is given up, and no other service waits less',
  async () => {
    const { url, stop } = await startSilence();
    const hub = await startGateway({
      hasty: { url, timeouts: { connectMs: 40 } },
      usual: { url },
      // The same address once more: nobody else's time is changed by this one's.
      patient: { url, timeouts: { connectMs: 60_000 } },
    });
    const others = [ask(hub, '/usual'), ask(hub, '/patient')].map((one) => one.catch(() => undefined));
    await eventually(() => hub.underWay() === 2);
    const answer = await ask(hub, '/hasty');
    expect([answer.status, await answer.json()]).toMatchObject([504, { code: 'egress_timeout' }]);
    expect(hub.underWay()).toBe(2);
    stop();
    await Promise.all(others);
  },
);

verifies(
  'gateway.traffic.own-connections',
  'nothing has gone out by then, so that another address is tried',
  async () => {
    const good = await startUpstream((_, response) => response.end('here'));
    stops.push(good.stop);
    const hub = await startGateway({
      orders: {
        urls: [(await startSilence()).url, good.origin],
        retry: { attempts: 1, on: ['connect'], backoffMs: 0, budgetShare: 1 },
        timeouts: { connectMs: 1_500 },
      },
    });
    for (const at of [1, 2]) {
      const answer = await ask(hub, '/orders');
      expect([at, answer.status, await answer.text()]).toEqual([at, 200, 'here']);
    }
  },
);

verifies(
  'gateway.traffic.own-connections',
  'a name that nobody resolves takes no longer either',
  async () => {
    const egress = createEgress({
      allow: [],
      log: recordedLog(),
      resolve: () => new Promise(() => undefined),
    });
    stops.push(egress.close);
    const pool = egress.pool(readTarget('http://nowhere.example/'), {
      own: { owner: 'a', connections: 1, connectMs: 30 },
    });
    const failure = await new Promise<Error>((resolve) => {
      pool.dispatch(
        { path: '/', method: 'GET', headers: {}, body: null, headersTimeout: 0, bodyTimeout: 0 },
        {
          onRequestStart: () => undefined,
          onResponseStart: () => undefined,
          onResponseData: () => undefined,
          onResponseEnd: () => undefined,
          onResponseError: (_, error) => resolve(error),
        },
      );
    });
    expect(isHubError(failure, 'egress_timeout')).toBe(true);
    expect(failure.message).toContain('not resolved in 30 ms');
  },
);

verifies(
  'gateway.traffic.own-connections',
  'of its own or not, connections go to no address that is refused',
  () => {
    const egress = createEgress({ allow: parseAllowList(['127.0.0.2']).entries, log: recordedLog() });
    stops.push(egress.close);
    const own = { owner: 'a', connections: 1 };
    expect(() => egress.pool(readTarget('http://127.0.0.1:8080/'), { own })).toThrow('loopback');
  },
);

verifies(
  'gateway.traffic.own-connections',
  'a service has as many connections as it says, more than others and fewer',
  async () => {
    const { upstream, held, answerAll } = await startHolding();
    const url = upstream.origin;
    const hub = await startGateway({
      wide: { url, maxConnections: 150 },
      narrow: { url, maxConnections: 2, queue: { max: 10, waitMs: 20_000 } },
      twin: { url, maxConnections: 2, queue: { max: 10, waitMs: 20_000 } },
    });
    const many = Array.from({ length: 150 }, () => ask(hub, '/wide'));
    await eventually(() => held.length === 150);
    expect(upstream.openNow()).toBe(150);
    const few = Array.from({ length: 5 }, () => [ask(hub, '/narrow'), ask(hub, '/twin')]).flat();
    await eventually(() => hub.underWay() === 160 && held.length === 154);
    expect(upstream.openNow()).toBe(154);
    const answered = Promise.all([...many, ...few]);
    const turns = setInterval(answerAll, 5);
    expect((await answered).map(({ status }) => status)).toEqual(new Array(160).fill(200));
    clearInterval(turns);
    expect(upstream.connections()).toBeLessThanOrEqual(154 + 4);
  },
);

verifies(
  'gateway.traffic.own-connections',
  'those of another version are closed when what runs on them is done, and nothing that runs is lost',
  async () => {
    const { upstream, held, answerAll } = await startHolding();
    const hub = await startGateway({ orders: { url: upstream.origin, maxConnections: 4 } });
    const before = [ask(hub, '/orders'), ask(hub, '/orders'), ask(hub, '/orders')];
    await eventually(() => held.length === 3);
    // What changes nothing of them leaves them as they are.
    hub.change('orders', { url: upstream.origin, maxConnections: 4, about: 'As before.' });
    hub.change('orders', { url: upstream.origin, maxConnections: 1 });
    const after = ask(hub, '/orders');
    await eventually(() => held.length === 4);
    expect(upstream.connections()).toBe(4);
    answerAll();
    expect(await Promise.all([...before, after].map(async (one) => (await one).text()))).toEqual(
      new Array(4).fill('late'),
    );
    // Long before anybody would close them for being idle.
    await eventually(() => upstream.openNow() === 1);
  },
);
