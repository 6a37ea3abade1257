import { afterAll, beforeAll, expect } from '@jest/globals';
import { startTrafficHub, type TrafficHub } from '../setup/traffic-hub.ts';
import { startUpstream, type Upstream } from '../setup/upstream.ts';
import { verifies } from '../setup/verifies.ts';

let upstream: Upstream;
let hub: TrafficHub;
const routes = {
  client: { autoRewrite: true },
  host: { hostRewrite: 'www.example.com:8443' },
  protocol: { protocolRewrite: 'https' },
  all: { autoRewrite: true, hostRewrite: 'other.example', protocolRewrite: 'https' },
  none: {},
};
beforeAll(async () => {
  upstream = await startUpstream((request, response) => {
    const { 'x-location': location = '', 'x-status': status = '302' } = request.headers;
    response.writeHead(Number(status), { location: String(location).replace('UP', upstream.origin) }).end();
  });
  hub = await startTrafficHub({
    services: { up: { url: `${upstream.origin}/base` } },
    pipelines: Object.fromEntries(
      Object.entries(routes).map(([name, action]) => [
        name,
        {
          apiEndpoints: { [name]: { paths: `/${name}` } },
          policies: [{ proxy: { action: { serviceEndpoint: 'up', ...action } } }],
        },
      ]),
    ),
  });
});
afterAll(async () => {
  await hub.stop();
  await upstream.stop();
});

const locationOf = async (route: string, location: string, status = '302'): Promise<string | null> => {
  const answer = await fetch(`http://127.0.0.1:${hub.port}/${route}`, {
    redirect: 'manual',
    headers: { 'x-location': location, 'x-status': status },
  });
  return answer.headers.get('location')?.replaceAll(upstream.origin, 'UP') ?? null;
};

verifies(
  'gateway.traffic.places',
  'a redirect to the service itself leads where the client came from',
  async () => {
    const here = `http://127.0.0.1:${hub.port}`;
    expect(await locationOf('client', 'UP/base/a?b=%20c#d')).toBe(`${here}/base/a?b=%20c#d`);
    expect(await locationOf('client', 'UP')).toBe(here);
    for (const status of ['201', '301', '307', '308'])
      expect(await locationOf('client', 'UP/x', status)).toBe(`${here}/x`);
    for (const status of ['200', '303', '404'])
      expect(await locationOf('client', 'UP/x', status)).toBe('UP/x');
    expect(await locationOf('none', 'UP/x')).toBe('UP/x');
  },
);

verifies('gateway.traffic.places', 'or to the host and the protocol that are said', async () => {
  expect(await locationOf('host', 'UP/x')).toBe('http://www.example.com:8443/x');
  expect(await locationOf('protocol', 'UP/x')).toBe(`https://127.0.0.1:${upstream.port}/x`);
  expect(await locationOf('all', 'UP/x')).toBe('https://other.example/x');
});

verifies('gateway.traffic.places', 'one to anywhere else stays as it is', async () => {
  const elsewhere = [
    ...['http://else.test/x', '//else.test/x', '/x', 'x', '', 'http://127.0.0.1:1/x', 'mailto:a@b.test'],
    ...['UP.else.test/x', 'UP@else.test/x', 'UP\\@else.test/', 'http://a@127.0.0.1/x', 'https://127.0.0.1/'],
  ];
  for (const each of elsewhere) expect([each, await locationOf('all', each)]).toEqual([each, each]);
});
