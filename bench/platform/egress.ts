import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Pool } from 'undici';
import { parseAllowList } from '../../platform/egress/allow-list.ts';
import { createEgress } from '../../platform/egress/egress.ts';
import { poolOptions } from '../../platform/egress/pool-options.ts';
import { load, printTable, quantile, quiet } from './measure.ts';

/** What the checks, limits and notes of the egress cost: CPU of one request against bare undici on the same pool. */

type Call = () => Promise<unknown>;

interface Measured {
  readonly cpuMicros: number;
  readonly perSecond: number;
}

const requests = 10_000;
const concurrency = 32;
const rounds = 12;

const measure = async (call: Call): Promise<Measured> => {
  let left = requests;
  const caller = async (): Promise<void> => {
    while (left-- > 0) await call();
  };
  const cpu = process.cpuUsage();
  const began = performance.now();
  await Promise.all(Array.from({ length: concurrency }, caller));
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMicros: (user + system) / requests, perSecond: requests / seconds };
};

const upstream = fork(join(import.meta.dirname, 'egress-upstream.ts'));
const [port] = (await once(upstream, 'message')) as [number];
const origin = `http://127.0.0.1:${port}`;

const pool = new Pool(origin, poolOptions);
const headers = { authorization: 'Bearer 0123456789abcdef', accept: 'application/json' };
const bare: Call = async () => {
  const answer = await pool.request({ method: 'GET', path: '/v1/things?limit=1', headers });
  return answer.body.json();
};
const egress = createEgress({ allow: parseAllowList([`127.0.0.1:${port}`]).entries, log: quiet });
const checked: Call = async () => {
  const answer = await egress.request({ url: `${origin}/v1/things?limit=1`, headers });
  return answer.json();
};

const before = load();
await measure(bare);
await measure(checked);
const bareRounds: Measured[] = [];
const checkedRounds: Measured[] = [];
// Turn about, so that whatever else the machine does falls on both.
for (let round = 0; round < rounds; round++) {
  const order = round % 2 === 0 ? [bareRounds, checkedRounds] : [checkedRounds, bareRounds];
  for (const into of order) into.push(await measure(into === bareRounds ? bare : checked));
}

const row = (name: string, measured: readonly Measured[]) => {
  const cpu = measured.map(({ cpuMicros }) => cpuMicros);
  return {
    client: name,
    'CPU µs/request': quantile(cpu, 0.5).toFixed(1),
    lowest: quantile(cpu, 0).toFixed(1),
    highest: quantile(cpu, 1).toFixed(1),
    'requests/s': Math.round(
      quantile(
        measured.map(({ perSecond }) => perSecond),
        0.5,
      ),
    ),
  };
};
printTable([row('undici', bareRounds), row('egress', checkedRounds)]);
const differences = checkedRounds.map(
  ({ cpuMicros }, i) => cpuMicros - (bareRounds[i]?.cpuMicros ?? Number.NaN),
);
console.log(
  `difference: ${quantile(differences, 0.5).toFixed(1)} µs CPU a request (median of ${rounds} pairs of rounds; bar: 15)`,
);
console.log(`load before: ${before}; after: ${load()}`);

await Promise.all([pool.close(), egress.close()]);
upstream.disconnect();
