import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * `npm run advisories`: asks the registry for known vulnerabilities of what is shipped. When nobody answers, nothing
 * is known: that is a failure and says so, never a green line.
 */
const root = join(import.meta.dirname, '..');
const asked = spawnSync('npm', ['audit', '--json', '--omit=dev'], {
  cwd: root,
  encoding: 'utf8',
  shell: process.platform === 'win32',
});

interface Report {
  readonly message?: string;
  readonly error?: { readonly summary?: string };
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly range: string }>>;
  readonly metadata?: { readonly dependencies?: { readonly total?: number } };
}

const parsed = (text: string): Report => {
  try {
    return JSON.parse(text) as Report;
  } catch {
    return {};
  }
};

const report = parsed(asked.stdout);
const total = report.metadata?.dependencies?.total ?? 0;
if (report.vulnerabilities === undefined || total === 0) {
  const said = [report.error?.summary, report.message, asked.stderr.trim().split('\n').at(-1)];
  const reason = said.find((text) => text !== undefined && text !== '') ?? 'no answer';
  console.error(`The advisory database could not be asked: ${reason}. Nothing is known about advisories.`);
  process.exitCode = 2;
} else {
  const found = Object.entries(report.vulnerabilities);
  for (const [name, { severity, range }] of found) console.error(`${severity}: ${name} ${range}`);
  console.log(`${total} packages asked about, ${found.length} with advisories`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
