import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { load } from '../platform/measure.ts';
import { serveWorkload, type Mode } from './serve.ts';

/**
 * The workload of all flow engines, side by side: BENCH_PEERS names a folder with a `run.sh` that starts the peers, the
 * upstream and the load, and measures whatever PRODUCT_URL names. Each of our modes is measured between the peers.
 */
const peers = process.env['BENCH_PEERS'];
if (peers === undefined) {
  throw new Error('Set BENCH_PEERS to the folder with the peers and their run.sh.');
}
const wanted = (process.env['BENCH_PEER_NAMES'] ?? 'bare-node node-red camel').split(' ');

const measure = async (
  names: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> => {
  const child = spawn(join(peers, 'run.sh'), names, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n'))
      if (line.startsWith('|') && !line.startsWith('|---')) console.log(line);
  });
  await once(child, 'exit');
};

const product = async (mode: Mode): Promise<void> => {
  const { hub, urls } = await serveWorkload();
  try {
    await measure(['product'], {
      PRODUCT_URL: urls[mode],
      PRODUCT_PID: String(hub.pid),
      PRODUCT_LABEL: `app-connect-${mode}`,
    });
    console.log(`memory of the hub and its database: ${await memoryOfTree(hub.pid)} MiB`);
  } finally {
    await hub.stop();
  }
};

const memoryOfTree = async (pid: number): Promise<number> => {
  const children = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
    .stdout.trim()
    .split('\n');
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const own = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  const others = await Promise.all(
    children.filter((one) => one !== '').map((one) => memoryOfTree(Number(one))),
  );
  return Math.round(own + others.reduce((sum, one) => sum + one, 0));
};

console.log(`load before: ${load()}`);
await measure(wanted);
await product('fast');
await product('durable');
console.log(`load after: ${load()}`);
