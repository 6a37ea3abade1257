import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** `npm run bench:gateway [-- proxy policies routes sockets body changes overload attack two-processes]`: all of them, one after the other, when none is named. */
const all = [
  'proxy',
  'policies',
  'routes',
  'sockets',
  'body',
  'changes',
  'overload',
  'attack',
  'two-processes',
];
const wanted = process.argv.slice(2);
for (const name of wanted.length > 0 ? wanted : all) {
  if (!all.includes(name)) throw new Error(`There is no bench "${name}", only ${all.join(', ')}.`);
  console.log(`\n== ${name}`);
  const done = spawnSync(process.execPath, [join(import.meta.dirname, `${name}.ts`)], { stdio: 'inherit' });
  if (done.status !== 0) process.exitCode = 1;
}
