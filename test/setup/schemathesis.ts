import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { located } from '../components/installed.ts';
import { temporaryFolder } from '../components/program.ts';

export interface SchemathesisRun {
  /** 0 when every check held. */
  readonly code: number;
  readonly output: string;
}

export interface SchemathesisOptions {
  readonly url: string;
  /** An OpenAPI document; its servers do not count. */
  readonly document: object;
  readonly checks: readonly string[];
  readonly examples?: number;
  readonly seed?: number;
}

/** Makes requests out of a document, good and bad ones, and judges the answers by it. */
export const runSchemathesis = async (options: SchemathesisOptions): Promise<SchemathesisRun> => {
  const packages = located('schemathesis');
  const folder = await temporaryFolder('schemathesis');
  const schema = join(folder.path, 'openapi.json');
  await writeFile(schema, JSON.stringify(options.document));
  const args = [
    ...['-m', 'schemathesis.cli', 'run', schema, '--url', options.url],
    ...['--checks', options.checks.join(','), '--max-examples', String(options.examples ?? 60)],
    ...['--phases', 'examples,coverage,fuzzing', '--mode', 'all', '--suppress-health-check', 'all'],
    // A zero is refused wherever it stands, whatever a schema says.
    ...['--generation-allow-x00', 'false'],
    ...['--workers', '2', '--warnings', 'off', '--continue-on-failure'],
    ...(options.seed === undefined ? [] : ['--seed', String(options.seed)]),
  ];
  try {
    return await new Promise((resolve) =>
      execFile(
        'python3',
        args,
        {
          cwd: folder.path,
          timeout: 280_000,
          maxBuffer: 50_000_000,
          env: { ...process.env, PYTHONPATH: packages, NO_COLOR: '1', PYTHONDONTWRITEBYTECODE: '1' },
        },
        (error, stdout, stderr) =>
          resolve({
            code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1,
            output: `${stdout}${stderr}`,
          }),
      ),
    );
  } finally {
    await folder.remove();
  }
};
