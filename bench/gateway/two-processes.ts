import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startHubProcess } from '../platform/hub-process.ts';
import { load, printTable, withDatabase } from '../platform/measure.ts';
import { startGatewayHub } from './gateway-hub.ts';
import { limitProcessor } from './processor-share.ts';
import { startUpstream } from './upstream.ts';
import { drive, middle } from './wrk.ts';

/**
 * One process, and two that share the port. Each gets a third of a core: then both, the upstream and the load fit on two cores,
 * and what is measured is whether two processes pass on twice as much, not whether the machine has a third core.
 */
const share = Number(process.env['SHARE'] ?? 0.3);
const rounds = 3;

await withDatabase(async (database) => {
  const folder = await mkdtemp(join(tmpdir(), 'app-connect-bench-'));
  const upstream = await startUpstream();
  const env = {
    ...{ HUB_DATA: folder, DATABASE_URL: database, HUB_TRAFFIC_SHARED: 'true', HUB_RATE_LIMIT: '0' },
    ...{ HUB_TRAFFIC_PORT: String(await freePort()), HUB_TRAFFIC_HOSTS: '*=default' },
    HUB_EGRESS_ALLOW: `127.0.0.1:${upstream.port}`,
  };
  const first = await startGatewayHub([upstream.port], env);
  const ends = [await limitProcessor(first.hub.pid, share)];
  try {
    await first.saveService('backend', { url: `http://127.0.0.1:${upstream.port}` });
    await first.savePipeline('api', {
      apiEndpoints: { all: { paths: '/api/*' } },
      policies: [{ 'key-auth': null }, { proxy: { action: { serviceEndpoint: 'backend' } } }],
    });
    await first.until('/api/x', 401);
    console.log(`load before: ${load()}; ${ends[0] === null ? 'no limit' : `${share} of a core`} for each`);
    const url = `${first.url}/api/x?apiKey=${encodeURIComponent(first.key)}`;
    const run = async (pid: number) => {
      const all = [];
      for (let round = -1; round < rounds; round += 1) {
        const one = await drive({ url, pid, connections: 64, seconds: 6 });
        // The first round warms up.
        if (round >= 0) all.push(one);
      }
      return middle(all);
    };
    const alone = await run(first.hub.pid);
    const second = await startHubProcess({ env });
    ends.push(await limitProcessor(second.pid, share));
    const both = await run(second.pid);
    await second.stop();
    printTable(
      Object.entries({ one: alone, two: both }).map(([processes, { perSecond, p50, p99, failed }]) => ({
        processes,
        'per second': Math.round(perSecond),
        times: (perSecond / alone.perSecond).toFixed(2),
        ...{ p50, p99, failed },
      })),
    );
    console.log(`load after: ${load()}`);
  } finally {
    await first.hub.stop();
    upstream.stop();
    for (const end of ends) await end?.();
    await rm(folder, { recursive: true, force: true });
  }
});
