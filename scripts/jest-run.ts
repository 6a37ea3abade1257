import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../test/components/program.ts';
import { startTestServer } from '../test/setup/database-server.ts';

export interface Counted {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface JestResult {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  /** Files that could not be loaded: they failed, though no test in them did. */
  readonly numRuntimeErrorTestSuites: number;
  readonly success: boolean;
}

const stallMinutes = 5;
const inGroups = process.platform !== 'win32';

/** Runs the files by Jest, which prints what fails as it fails, and counts the tests. */
export const runJest = async (root: string, paths: readonly string[]): Promise<Counted> => {
  if (paths.length === 0) return { passed: 0, failed: 0, skipped: 0 };
  const server = await startTestServer();
  const folder = await temporaryFolder('results');
  const results = join(folder.path, 'results.json');
  const jest = spawn(process.execPath, [...jestCommand(root, results), ...paths], {
    cwd: root,
    // Jest colours for CI too, where nobody's terminal turns the codes into colours.
    env: { ...process.env, ...server.env, FORCE_COLOR: process.stderr.isTTY ? '1' : '0' },
    // It prints for people on the error channel; its JSON goes to the file.
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: inGroups,
  });
  // Ctrl-C ends Jest, which has nothing to clean up; this program still has the database to stop.
  const interrupt = () => end(jest);
  process.on('SIGINT', interrupt);
  try {
    const stuck = await passOn(jest, paths);
    if (stuck.length > 0) {
      console.log(
        `For ${stallMinutes} minutes no file was finished. Stuck or not begun: ${stuck.join(', ')}`,
      );
      return { passed: 0, failed: stuck.length, skipped: 0 };
    }
    return count(await readFile(results, 'utf8'));
  } catch {
    console.log('Jest ended without a result.');
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    process.off('SIGINT', interrupt);
    await server.stop();
    await folder.remove();
  }
};

const jestCommand = (root: string, results: string): string[] => [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  // A file loads a thousand modules and is gone: room for them to die young.
  '--max-semi-space-size=64',
  join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
  '--ci',
  // One more than the cores of a small machine: browsers and databases are waited for.
  '--maxWorkers=3',
  // Modules of files that are over stay in memory: a heap of gigabytes stands still for seconds when it is swept.
  '--workerIdleMemoryLimit=1GB',
  '--json',
  `--outputFile=${results}`,
  '--runTestsByPath',
];

/** Jest with its workers: one that is stuck would outlive it. They are a group of processes of their own. */
const end = (jest: ChildProcess): void => {
  if (inGroups && jest.pid !== undefined) process.kill(-jest.pid, 'SIGKILL');
  else jest.kill('SIGKILL');
};

/**
 * Shows what Jest prints, until it ends. A test that never gives the event loop back cannot be timed out by Jest
 * itself; then this ends the run and answers the files that were not finished.
 */
const passOn = async (jest: ChildProcess, paths: readonly string[]): Promise<string[]> => {
  const unfinished = new Set(paths);
  let stuck: string[] = [];
  const stall = setTimeout(() => {
    stuck = [...unfinished];
    end(jest);
  }, stallMinutes * 60_000);
  jest.stderr?.setEncoding('utf8').on('data', (text: string) => {
    process.stderr.write(text);
    for (const [, path = ''] of text.matchAll(/^(?:\S*\s)?(?:PASS|FAIL)\S*\s+(\S+\.test\.ts)/gm)) {
      unfinished.delete(path);
      stall.refresh();
    }
  });
  await once(jest, 'close');
  clearTimeout(stall);
  return stuck;
};

const count = (text: string): Counted => {
  const result = JSON.parse(text) as JestResult;
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  return {
    passed: result.numPassedTests,
    // A failure that Jest counts nowhere, in its own set-up for example, is one still.
    failed: failed === 0 && !result.success ? 1 : failed,
    skipped: result.numPendingTests + result.numTodoTests,
  };
};
