import { spawnSync } from 'node:child_process';
import { cpuOf, loadAverage, memoryOf, startHubProcess } from './hub-process.ts';

/** 50 rows through the API: authentication, limits, row-level security, access log, all as shipped. */
const seconds = Number(process.env['DUR'] ?? 8);
const runs = Number(process.env['RUNS'] ?? 3);
const concurrency = 32;

const hub = await startHubProcess({ env: { HUB_RATE_LIMIT: '10000000' } });
try {
  for (let i = 0; i < 120; i++) {
    const answer = await fetch(`${hub.url}/api/keys`, {
      method: 'POST',
      headers: { authorization: `Bearer ${hub.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: `Key number ${i}`, permissions: ['space.read', 'members.read'] }),
    });
    if (answer.status !== 200 && answer.status !== 201)
      throw new Error(`a key could not be made: ${answer.status} ${await answer.text()}`);
  }
  const target = `${hub.url}/api/keys?limit=50`;
  const one = await fetch(target, { headers: { authorization: `Bearer ${hub.key}` } });
  const rows = ((await one.json()) as { items: unknown[] }).items.length;
  if (rows !== 50) throw new Error(`expected 50 rows, got ${rows}`);

  const load = (duration: number) =>
    spawnSync(
      'wrk',
      [
        '-t1',
        `-c${concurrency}`,
        `-d${duration}s`,
        '--latency',
        '-H',
        `Authorization: Bearer ${hub.key}`,
        target,
      ],
      { encoding: 'utf8' },
    ).stdout;
  load(3);
  for (let run = 1; run <= runs; run++) {
    const before = await cpuOf(hub.pid);
    const average = await loadAverage();
    const text = load(seconds);
    const requests = Number(/(\d+) requests in/.exec(text)?.[1]);
    const cpu = ((await cpuOf(hub.pid)) - before) / requests;
    const rate = /Requests\/sec:\s+([\d.]+)/.exec(text)?.[1];
    const p50 = /50%\s+(\S+)/.exec(text)?.[1];
    const p99 = /99%\s+(\S+)/.exec(text)?.[1];
    const bad = /Non-2xx or 3xx responses: (\d+)/.exec(text)?.[1] ?? '0';
    console.log(
      `run ${run}: ${rate} requests/s, p50 ${p50}, p99 ${p99}, ${(cpu * 1000).toFixed(0)} µs CPU of the hub a request, ${bad} errors, ${await memoryOf(hub.pid)} MB (load average before ${average})`,
    );
  }
} finally {
  await hub.stop();
}
