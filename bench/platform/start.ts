import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAverage, memoryOf, startHubProcess } from './hub-process.ts';

/** How long a start takes, the first and later ones, and what an idle hub weighs. */
const folder = await mkdtemp(join(tmpdir(), 'app-connect-bench-'));
await chmod(folder, 0o755);
console.log(`load average before: ${await loadAverage()}`);
try {
  const first = await startHubProcess({ folder });
  console.log(`first start, to ready: ${Math.round(first.readyMs)} ms`);
  await first.stop();
  for (let round = 1; round <= 3; round++) {
    const later = await startHubProcess({ folder });
    console.log(`later start ${round}, to ready: ${Math.round(later.readyMs)} ms`);
    if (round === 3) {
      await new Promise((resolve) => setTimeout(resolve, 10_000));
      console.log(`idle memory of the hub's process, all roles, after 10 s: ${await memoryOf(later.pid)} MB`);
    }
    await later.stop();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
