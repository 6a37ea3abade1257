import { createHmac } from 'node:crypto';
import { Pool } from 'undici';
import { cpuOf, loadAverage, memoryOf, startHubProcess } from '../platform/hub-process.ts';
import { quantile } from '../platform/measure.ts';

/** Signed webhooks of 1 KB, each another event, at a hub as shipped: on disk before each answer. */
const concurrency = 32;
const seconds = Number(process.env['DUR'] ?? 6);
const runs = Number(process.env['RUNS'] ?? 3);
const secret = 'a secret of the bench';

const hub = await startHubProcess();
const pool = new Pool(hub.url, { connections: concurrency, pipelining: 1 });
try {
  const ask = async (path: string, body: object): Promise<unknown> => {
    const answer = await pool.request({
      ...{ method: 'POST', path, body: JSON.stringify(body) },
      headers: { authorization: `Bearer ${hub.key}`, 'content-type': 'application/json' },
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.statusCode} ${text}`);
    return JSON.parse(text);
  };
  const document = { openapi: '3.1.0', info: { title: 'Shop', version: '1' }, paths: {} };
  await ask('/api/connectors/import', { name: 'shop', document: JSON.stringify(document) });
  const made = await ask('/api/hooks', {
    ...{ connector: 'shop', name: 'bench', provider: 'github', secret },
    events: { name: [{ pointer: '/type' }], id: { pointer: '/id' } },
  });
  const path = new URL((made as { endpoint: { url: string } }).endpoint.url).pathname;
  let number = 0;
  const send = async (): Promise<void> => {
    const body = JSON.stringify({ id: `e${number++}`, type: 'order.paid', text: 'a'.repeat(950) });
    const proof = createHmac('sha256', secret).update(body).digest('hex');
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${proof}` };
    const answer = await pool.request({ method: 'POST', path, body, headers });
    await answer.body.dump();
    if (answer.statusCode !== 200) throw new Error(`a webhook was answered with ${answer.statusCode}`);
  };
  const load = async (ms: number): Promise<number[]> => {
    const times: number[] = [];
    const until = performance.now() + ms;
    const sender = async (): Promise<void> => {
      while (performance.now() < until) {
        const began = performance.now();
        await send();
        times.push(performance.now() - began);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, sender));
    return times;
  };
  await load(3_000);
  for (let run = 1; run <= runs; run++) {
    const average = await loadAverage();
    const before = await cpuOf(hub.pid);
    const began = performance.now();
    const times = await load(seconds * 1_000);
    const rate = times.length / ((performance.now() - began) / 1_000);
    const cpu = ((await cpuOf(hub.pid)) - before) / times.length;
    console.log(
      `run ${run}: ${Math.round(rate)} webhooks/s, p50 ${quantile(times, 0.5).toFixed(1)} ms, p99 ${quantile(times, 0.99).toFixed(1)} ms, ${(cpu * 1_000).toFixed(0)} µs CPU of the hub each, ${await memoryOf(hub.pid)} MB (load average before ${average})`,
    );
  }
} finally {
  await pool.close();
  await hub.stop();
}
