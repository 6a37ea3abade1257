import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** `npm run check`: every check, also after one has failed, so that one run tells all there is to do. */
const checks = ['types', 'lint', 'format', 'dead', 'supply-chain', 'structure'];

const root = join(import.meta.dirname, '..');
const failed = checks.filter((name) => {
  const began = performance.now();
  const done = spawnSync('npm', ['run', '--silent', name], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  console.log(`check ${name}: ${done.status === 0 ? 'fine' : 'FAILED'} (${seconds} s)`);
  return done.status !== 0;
});
if (failed.length > 0) {
  console.log(`Not fine: ${failed.join(', ')}. Each runs alone too: npm run ${failed[0]}`);
  process.exitCode = 1;
}
