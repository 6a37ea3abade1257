import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/**
 * `npm run check`: every check, also after one has failed, so that one run tells all there is to do. Two at a time: the
 * longest begins first, and the others fit beside it.
 */
const checks = ['lint', 'types', 'format', 'structure', 'dead', 'supply-chain'];
const atOnce = 2;

const root = join(import.meta.dirname, '..');

/** What one prints comes whole, when it has ended: two that print at once would be read by nobody. */
const run = async (name: string): Promise<boolean> => {
  const began = performance.now();
  const child = spawn('npm', ['run', '--silent', name], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  const ended = new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  );
  const [printed, complained, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  process.stdout.write(printed + complained);
  console.log(`check ${name}: ${status === 0 ? 'fine' : 'FAILED'} (${seconds} s)`);
  return status === 0;
};

const waiting = [...checks];
const failed: string[] = [];
const lane = async (): Promise<void> => {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift())
    if (!(await run(name))) failed.push(name);
};
await Promise.all(Array.from({ length: atOnce }, lane));
if (failed.length > 0) {
  console.log(`Not fine: ${failed.join(', ')}. Each runs alone too: npm run ${failed[0]}`);
  process.exitCode = 1;
}
