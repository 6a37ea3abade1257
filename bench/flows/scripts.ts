import { execFileSync } from 'node:child_process';
import { openScripts } from '../../flows/scripts/scripts.ts';
import { openLog } from '../../platform/log.ts';

/** `node bench/flows/scripts.ts`: what a script costs, with a new isolate for each. */

const rounds = 1_000;
const scripts = openScripts({ log: openLog({ level: 'silent' }) });
const { signal } = new AbortController();

const run = (code: string) =>
  scripts.run({ language: 'js', code, arguments: ['x'], stdin: null, environment: {} }, signal);

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await work();
  return performance.now() - from;
};

const small = 'console.log(process.argv[2]); export default { answer: 42 }';
const glue = `const rows = Array.from({ length: 1_000 }, (_, id) => ({ id, name: 'n' + id }));
export default rows.filter(({ name }) => /9$/.test(name)).map((row) => ({ ...row, twice: row.id * 2 }))`;
const loop = 'let sum = 0; for (let i = 0; i < 1e7; i++) sum += i % 7; export default sum';

const cold = await timed(() => run(small));
const times: number[] = [];
for (let i = 0; i < rounds; i++) times.push(await timed(() => run(small)));
times.sort((a, b) => a - b);
const atOnce = await timed(() => Promise.all(Array.from({ length: rounds }, () => run(small))));
const pids = execFileSync('ps', ['-o', 'rss=', '--ppid', String(process.pid)], { encoding: 'utf8' });
const megabytes = pids
  .trim()
  .split('\n')
  .map((kilobytes) => Math.round(Number(kilobytes) / 1_024));

console.log(`first script, with the start of its process  ${cold.toFixed(0)} ms`);
console.log(
  `one after the other, p50 / p99               ${[0.5, 0.99].map((at) => (times[Math.floor(rounds * at)] ?? 0).toFixed(2)).join(' / ')} ms`,
);
console.log(
  `two processes, ${rounds} at once                 ${((rounds / atOnce) * 1_000).toFixed(0)} runs/s`,
);
console.log(`1,000 rows filtered and mapped               ${(await timed(() => run(glue))).toFixed(1)} ms`);
console.log(`a loop of 10,000,000                         ${(await timed(() => run(loop))).toFixed(0)} ms`);
console.log(`memory of the processes (the last is ps)     ${megabytes.join(', ')} MB`);
await scripts.stop();
