import { load, printTable } from '../platform/measure.ts';
import { startGatewayHub } from './gateway-hub.ts';
import { startUpstream } from './upstream.ts';
import { drive, middle, type Measured } from './wrk.ts';

/** What policies add: none, one, and ten before the same forwarding, in turns. */
const rounds = 5;
const upstream = await startUpstream();
const { hub, url, key, ...gateway } = await startGatewayHub([upstream.port]);
const onwards = { proxy: { action: { serviceEndpoint: 'backend', stripPath: true } } };
const ten = [
  { 'ip-filter': { action: { deny: ['192.0.2.0/24'] } } },
  { cors: { action: { origin: ['https://shop.example'] } } },
  { 'request-size': { action: { maxBytes: 100_000 } } },
  { 'key-auth': null },
  { 'answer-size': { action: { maxBytes: 1_000_000 } } },
  { 'rate-limit': { action: { max: 100_000_000, windowMs: 60_000 } } },
  { headers: { action: { forwardHeaders: { 'x-gw': 'hub' } } } },
  { rewrite: { action: { match: '/old/:id', rewrite: '/new/:id' } } },
  { 'security-headers': null },
  { expression: { condition: { name: 'method', methods: ['POST'] }, action: { jq: '{}' } } },
];
const lists = { none: [], key: [{ 'key-auth': null }], ten };
try {
  await gateway.saveService('backend', { url: `http://127.0.0.1:${upstream.port}` });
  for (const [name, policies] of Object.entries(lists))
    await gateway.savePipeline(name, {
      apiEndpoints: { all: { paths: `/${name}/*` } },
      policies: [...policies, onwards],
    });
  await gateway.until('/ten/x', 401);
  console.log(`load before: ${load()}`);
  const measured = new Map<string, Measured[]>(Object.keys(lists).map((name) => [name, []]));
  for (let round = -1; round < rounds; round += 1)
    for (const [name, list] of measured) {
      const one = await drive({
        ...{ url: `${url}/${name}/x`, pid: hub.pid, seconds: 4 },
        headers: [`authorization: apiKey ${key}`],
      });
      // The first round warms up.
      if (round >= 0) list.push(one);
    }
  const base = middle(measured.get('none') ?? []).cpu;
  printTable(
    [...measured].map(([name, list]) => {
      const { perSecond, p50, p99, cpu, failed } = middle(list);
      return {
        policies: name,
        'per second': Math.round(perSecond),
        p50,
        p99,
        'CPU µs': cpu.toFixed(1),
        more: (cpu - base).toFixed(1),
        rounds: list.map((one) => one.cpu.toFixed(1)).join(' '),
        failed,
      };
    }),
  );
  console.log(`load after: ${load()}`);
} finally {
  await hub.stop();
  upstream.stop();
}
