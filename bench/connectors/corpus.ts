import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { planDocument } from '../../connectors/openapi/plan-document.ts';
import { callAll } from './callable.ts';
import { openapiDirectory } from './documents.ts';

/** Every document of the directory imported, and every operation called against the mock of its document. */
const folder = openapiDirectory();
const files = readdirSync(folder, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.json'))
  .sort();

const failures: string[] = [];
const kinds = new Map<string, number>();
const note = (document: string, operation: string, reason: string): void => {
  failures.push(
    `| ${document} | ${operation} | ${reason.replace(/\|/g, '\\|').replace(/\s+/g, ' ').slice(0, 160)} |`,
  );
  const kind = reason
    .replace(/"[^"]*"/g, '…')
    .replace(/\/\S*/g, '/…')
    .slice(0, 60);
  kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
};

let imported = 0;
let operations = 0;
let skipped = 0;
let failed = 0;
let slowest = { file: '', ms: 0 };
const started = performance.now();
const load = loadavg()[0] ?? 0;
for (const file of files) {
  const before = performance.now();
  try {
    const plan = planDocument({
      document: { text: readFileSync(join(folder, file)) },
      url: 'https://api.example.com/openapi.json',
    });
    imported++;
    const ms = performance.now() - before;
    if (ms > slowest.ms) slowest = { file, ms };
    for (const each of plan.skipped) note(file, `${each.method} ${each.path}`, `skipped: ${each.reason}`);
    const calls = await callAll(plan);
    operations += calls.called + plan.skipped.length;
    skipped += plan.skipped.length;
    failed += calls.failed.length;
    for (const { operation, reason } of calls.failed) note(file, operation, reason);
  } catch (error) {
    note(file, '', `not imported: ${error instanceof Error ? error.message : String(error)}`);
  }
}
const share = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(2)} %`;
const seconds = ((performance.now() - started) / 1000).toFixed(0);
console.log(`documents imported: ${imported} of ${files.length} (${share(imported, files.length)})`);
console.log(
  `operations called against their own mock: ${operations - failed - skipped} of ${operations} (${share(operations - failed - skipped, operations)}), ${skipped} skipped at the import`,
);
console.log(`slowest import: ${slowest.file}, ${(slowest.ms / 1000).toFixed(1)} s`);
console.log(
  `all of it: ${seconds} s, peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MB, load ${load.toFixed(1)}`,
);
writeFileSync(
  join(import.meta.dirname, 'CORPUS.md'),
  `# What fails in the directory of public documents, and why

Written by \`npm run bench:connectors -- corpus\`. ${imported} of ${files.length} documents, ${operations - failed - skipped} of ${operations} operations.

| times | why |
| --- | --- |
${[...kinds]
  .sort((a, b) => b[1] - a[1])
  .map(([kind, times]) => `| ${times} | ${kind.replace(/\|/g, '\\|')} |`)
  .join('\n')}

| document | operation | why |
| --- | --- | --- |
${failures.join('\n')}
`,
);
