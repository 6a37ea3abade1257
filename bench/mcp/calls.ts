import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { githubDocument, openapiDirectory } from '../connectors/documents.ts';
import { load } from '../platform/measure.ts';
import { answering, serveRegistered, serveToolset, type ServedToolset } from './serve.ts';

/**
 * A REST call as a tool, and big documents as lists, beside the peers: BENCH_PEERS names a folder with a `run.sh` that starts
 * them, the upstream and the load, and measures whatever PRODUCT_MCP_URL names.
 */
const peers = process.env['BENCH_PEERS'];
if (peers === undefined) throw new Error('Set BENCH_PEERS to the folder with the peers and their run.sh.');
const wanted = (process.env['BENCH_PEER_NAMES'] ?? 'direct ts-sdk fastmcp').split(' ');
/** Where the peers' set-up puts them. */
const cache = process.env['BENCH_CACHE'] ?? join(homedir(), '.cache', 'bench');
const parts = process.argv.slice(2);
const does = (part: string): boolean => parts.length === 0 || parts.includes(part);

const measure = async (
  names: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> => {
  const child = spawn(join(peers, 'run.sh'), names, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await once(child, 'exit');
};

const product = async (
  part: 'product' | 'product-list',
  label: string,
  served: Promise<ServedToolset>,
): Promise<void> => {
  const { hub, url } = await served;
  try {
    await measure([part], {
      PRODUCT_MCP_URL: url,
      PRODUCT_PID: String(hub.pid),
      PRODUCT_HEADER: `Authorization: Bearer ${hub.key}`,
      PRODUCT_LABEL: label,
      MODES: '2025 2026',
    });
  } finally {
    await hub.stop();
  }
};

console.log(`load before: ${load()}`);
if (does('peers')) await measure(wanted);
if (does('calls')) {
  const document = join(peers, 'common', 'spec.json');
  await product(
    'product',
    'app-connect',
    serveToolset({ connector: 'bench', document, egressAllow: '127.0.0.1:9701', operations: ['getItem'] }),
  );
}
if (does('proxied')) {
  const far = 9_761;
  const modules = join(cache, 'mcp', 'ts-sdk', 'node_modules');
  const server = spawn(
    process.execPath,
    [join(peers, 'peers', 'ts-sdk', 'server.mjs'), modules, String(far), 'json'],
    {
      stdio: 'ignore',
    },
  );
  try {
    await answering(`http://127.0.0.1:${far}/mcp`);
    await product('product', 'app-connect proxied', serveRegistered(`http://127.0.0.1:${far}/mcp`));
  } finally {
    server.kill();
  }
}
if (does('lists')) {
  for (const [name, document] of [
    ['stripe', join(openapiDirectory(), 'stripe.com.json')],
    ['github', githubDocument()],
  ] as const)
    await product('product-list', `app-connect ${name}`, serveToolset({ connector: name, document }));
}
console.log(`load after: ${load()}`);
