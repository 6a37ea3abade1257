import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { load } from '../platform/measure.ts';
import { startGatewayHub } from './gateway-hub.ts';

/**
 * A small answer through the gateway, beside the peers: BENCH_PEERS names a folder with a `run.sh` that starts them, the upstream and the
 * load, and measures whatever PRODUCT_URL names. `plain` has the route only, as the peers do; `key` asks for an API key.
 */
const peers = process.env['BENCH_PEERS'];
if (peers === undefined) throw new Error('Set BENCH_PEERS to the folder with the peers and their run.sh.');
const upstreamPort = 18_001;
const names = (process.env['BENCH_PEER_NAMES'] ?? 'direct nginx undici-proxy express-gateway scg').split(' ');

const { hub, url, key, ...gateway } = await startGatewayHub([upstreamPort]);
const endpoint = (path: string) => ({ apiEndpoints: { all: { paths: path } } });
const onwards = [
  { headers: { action: { forwardHeaders: { 'x-gw': 'hub' } } } },
  { proxy: { action: { serviceEndpoint: 'backend', stripPath: true } } },
];
try {
  await gateway.saveService('backend', { url: `http://127.0.0.1:${upstreamPort}` });
  await gateway.savePipeline('plain', { ...endpoint('/plain/*'), policies: onwards });
  await gateway.savePipeline('key', { ...endpoint('/key/*'), policies: [{ 'key-auth': null }, ...onwards] });
  await gateway.until('/key/x', 401);
  console.log(`load before: ${load()}`);
  const paths = { plain: '/plain/x', key: `/key/x?apiKey=${encodeURIComponent(key)}` };
  const wanted = (process.env['BENCH_PARTS'] ?? 'key').split(' ') as (keyof typeof paths)[];
  for (const [at, part] of wanted.entries()) {
    const child = spawn(join(peers, 'run.sh'), [...(at === 0 ? names : ['direct']), 'product'], {
      env: {
        ...process.env,
        PRODUCT_URL: url + paths[part],
        PRODUCT_PID: String(hub.pid),
        PRODUCT_LABEL: `app-connect-${part}`,
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    await once(child, 'exit');
  }
  console.log(`load after: ${load()}`);
} finally {
  await hub.stop();
}
