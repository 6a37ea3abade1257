import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLockfile } from './lockfile.ts';
import { supplyChainProblems } from './supply-chain-rules.ts';

/**
 * `npm run supply-chain`: every package is the one that was locked, under a licence that fits, without install
 * scripts that nobody looked at, and none of those that are known to be unsafe. It says nothing about advisories:
 * that is `npm run advisories`, which needs the network.
 */
const root = join(import.meta.dirname, '..');
const { allowScripts = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  allowScripts?: Record<string, boolean>;
};

/** Older packages write `{ type }` or a list where a string belongs. */
const licenceOnDisk = (path: string): string | undefined => {
  let text: string;
  try {
    text = readFileSync(join(root, path, 'package.json'), 'utf8');
  } catch {
    return undefined;
  }
  const { license, licenses } = JSON.parse(text) as {
    license?: string | { type?: string };
    licenses?: { type?: string }[];
  };
  if (typeof license === 'string') return license;
  return license?.type ?? licenses?.map(({ type }) => type).join(' OR ');
};

const packages = readLockfile(root);
const problems = supplyChainProblems(packages, { allowScripts, licenceOnDisk });
for (const problem of problems) console.error(problem);
console.log(`${packages.length} packages checked, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
