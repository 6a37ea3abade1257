import { load, printTable, quantile } from '../platform/measure.ts';
import { startGatewayHub } from './gateway-hub.ts';
import { startUpstream } from './upstream.ts';
import { drive } from './wrk.ts';

/** A thousand changes of the configuration while requests come in: none of these may fail. */
const changes = 1_000;
const upstream = await startUpstream();
const { hub, url, ...gateway } = await startGatewayHub([upstream.port]);
try {
  const pipeline = (n: number) => ({
    apiEndpoints: { all: { paths: '/api/*' } },
    policies: [
      { headers: { action: { answerHeaders: { 'x-version': String(n) } } } },
      { proxy: { action: { serviceEndpoint: 'backend' } } },
    ],
  });
  await gateway.saveService('backend', { url: `http://127.0.0.1:${upstream.port}` });
  await gateway.savePipeline('api', pipeline(0));
  await gateway.until('/api/x', 200);
  console.log(`load before: ${load()}`);
  let over = false;
  const rounds: Awaited<ReturnType<typeof drive>>[] = [];
  const driving = (async () => {
    while (!over) rounds.push(await drive({ url: `${url}/api/x`, pid: hub.pid, seconds: 5 }));
  })();
  const seen: number[] = [];
  const from = performance.now();
  for (let n = 1; n <= changes; n += 1) {
    await gateway.savePipeline('api', pipeline(n));
    if (n % 50 !== 0) continue;
    const saved = performance.now();
    for (;;) {
      const answer = await fetch(`${url}/api/x`);
      await answer.arrayBuffer();
      if (Number(answer.headers.get('x-version')) >= n) break;
    }
    seen.push(performance.now() - saved);
  }
  const took = performance.now() - from;
  over = true;
  await driving;
  printTable([
    {
      changes,
      'changes a second': Math.round((changes / took) * 1000),
      requests: Math.round(rounds.reduce((sum, one) => sum + one.perSecond * 5, 0)),
      failed: rounds.reduce((sum, one) => sum + one.failed, 0),
      'seen after, p50 ms': quantile(seen, 0.5).toFixed(0),
      'at most': Math.max(...seen).toFixed(0),
      'p99 of requests': Math.max(...rounds.map((one) => one.p99)),
    },
  ]);
  console.log(`load after: ${load()}`);
} finally {
  await hub.stop();
  upstream.stop();
}
