import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { components } from '../test/components/installed.ts';
import { runJest } from './jest-run.ts';
import { bringIn, isUnit, readSuites } from './suites.ts';

/**
 * `npm test`: brings in what the suites need, runs them, and ends with `N passed, N failed`. `--unit` runs the fast
 * part alone; words after `--` choose files by a part of their path.
 */
const root = join(import.meta.dirname, '..');
const inCi = process.env['CI'] === 'true';
const { values, positionals } = parseArgs({
  options: { unit: { type: 'boolean', default: false } },
  allowPositionals: true,
});

const chosen = readSuites(root).filter(
  (suite) =>
    (!values.unit || isUnit(suite)) &&
    (positionals.length === 0 || positionals.some((word) => suite.path.includes(word))),
);
const leftOut = await bringIn(chosen, (line) => console.error(line));
const without = new Set(leftOut.map(({ path }) => path));
const paths = chosen.map(({ path }) => path).filter((path) => !without.has(path));

const counted = await runJest(root, paths);
const failed = counted.failed + (inCi ? without.size : 0);
const skipped = counted.skipped + (inCi ? 0 : without.size);

for (const { path, missing, reason } of leftOut) {
  const { what, command } = components[missing];
  console.log(`left out: ${path}\n  ${what} is missing (${reason})\n  bring it in: ${command}`);
}
if (leftOut.length > 0 && inCi) console.log('With CI=true a suite that is left out has failed.');
if (paths.length === 0) console.log('No test was run.');
console.log(`${counted.passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 || counted.passed === 0 ? 1 : 0;
