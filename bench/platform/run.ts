import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** `npm run bench:platform`: one after the other, each a program of its own. Name some to run only those. */
const all = ['start', 'listing', 'jobs', 'outbox', 'egress'];
const wanted = process.argv.slice(2);
let failed = 0;
for (const name of wanted.length > 0 ? wanted : all) {
  const file = join(import.meta.dirname, `${name}.ts`);
  if (!existsSync(file)) throw new Error(`There is no bench "${name}"; there are ${all.join(', ')}.`);
  console.log(`\n== ${name}`);
  failed += spawnSync(process.execPath, [file], { stdio: 'inherit' }).status === 0 ? 0 : 1;
}
process.exitCode = failed === 0 ? 0 : 1;
