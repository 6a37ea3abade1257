import { load, printTable } from '../platform/measure.ts';
import { startGatewayHub } from './gateway-hub.ts';
import { startUpstream } from './upstream.ts';
import { drive, middle, type Measured } from './wrk.ts';

/** The same request where it is the only route, and where it is one of a thousand, in two hubs, in turns. */
const rounds = 5;
const routes = 1_000;
const upstream = await startUpstream();
const hubs = [await startGatewayHub([upstream.port]), await startGatewayHub([upstream.port])] as const;
try {
  for (const [at, { saveService, savePipeline, until }] of hubs.entries()) {
    await saveService('backend', { url: `http://127.0.0.1:${upstream.port}` });
    const pipeline = (path: string) => ({
      apiEndpoints: { all: { paths: [path, `${path}/:id/items`] } },
      policies: [{ proxy: { action: { serviceEndpoint: 'backend' } } }],
    });
    for (let n = 0; n < (at === 0 ? 1 : routes); n += 1)
      await savePipeline(`route-${n}`, pipeline(`/api/v1/route-${n}`));
    await until('/api/v1/route-0/7/items', 200);
    if (at > 0) await until(`/api/v1/route-${routes - 1}`, 200);
  }
  console.log(`load before: ${load()}`);
  const measured: [Measured[], Measured[]] = [[], []];
  for (let round = -1; round < rounds; round += 1)
    for (const [at, { hub, url }] of hubs.entries()) {
      const one = await drive({ url: `${url}/api/v1/route-0/7/items`, pid: hub.pid, seconds: 4 });
      if (round >= 0) measured[at as 0 | 1].push(one);
    }
  printTable(
    measured.map((list, at) => {
      const { perSecond, p50, p99, cpu, failed } = middle(list);
      return {
        routes: at === 0 ? 1 : routes,
        'per second': Math.round(perSecond),
        ...{ p50, p99, 'CPU µs': cpu.toFixed(1), failed },
        rounds: list.map((each) => each.cpu.toFixed(1)).join(' '),
      };
    }),
  );
  console.log(`load after: ${load()}`);
} finally {
  for (const { hub } of hubs) await hub.stop();
  upstream.stop();
}
