import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { githubDocument, openapiDirectory } from './documents.ts';

/** One document in a process of its own: how long the import takes, and how much memory the process had at most. */
const root = join(import.meta.dirname, '..', '..');
const runs = 5;

const documents = {
  github: githubDocument(),
  stripe: join(openapiDirectory(), 'stripe.com.json'),
  'ms graph': join(openapiDirectory(), 'microsoft.com', 'graph.json'),
};

console.log('document  MB    operations  ms (best, median)  peak MB  load');
for (const [name, file] of Object.entries(documents)) {
  const times: number[] = [];
  let peak = 0;
  let operations = 0;
  for (let run = 0; run < runs; run++) {
    const done = spawnSync(
      process.execPath,
      ['--import', join(import.meta.dirname, 'report-peak.ts'), 'app/hub.ts', 'import', '--json', file],
      { cwd: root, encoding: 'utf8', maxBuffer: 1e9 },
    );
    const about = JSON.parse(done.stdout) as { ok: boolean; ms: number; operations: number; error?: string };
    if (!about.ok) throw new Error(`${name}: ${about.error ?? ''}`);
    times.push(about.ms);
    operations = about.operations;
    peak = Math.max(peak, Number(/peak (\d+)/.exec(done.stderr)?.[1]));
  }
  times.sort((a, b) => a - b);
  const mb = (readFileSync(file).length / 1e6).toFixed(1);
  console.log(
    `${name.padEnd(9)} ${mb.padEnd(5)} ${String(operations).padEnd(11)} ${`${times[0] ?? 0}, ${times[2] ?? 0}`.padEnd(18)} ${String(peak).padEnd(8)} ${loadavg()[0]?.toFixed(1) ?? ''}`,
  );
}
