import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { readFlow } from '../flows/document/read-flow.ts';
import type { FlowProblem } from '../flows/document/report.ts';
import { compileFlow } from '../flows/engine/compile.ts';
import type { Program } from '../flows/engine/program.ts';
import { runTests } from '../flows/simulate/tests/run-tests.ts';
import { Mistake, runProgram } from './connector-folder.ts';
import { variablesBeside } from './flow-variables.ts';

/** `npm run flow:test -- <files or folders>`: runs every `<flow>.test.yaml` there against the flow beside it. */
const usage = `npm run flow:test -- <files or folders> [--env <name or file>]
  Runs each <flow>.test.yaml against <flow>.yaml beside it, with variables.yaml beside the flow or its folder.
  --env prod puts variables.prod.yaml over it, as "hub flows push --env prod" does; --env <file> another file.`;

const testFile = /^(.+)\.test\.(?:ya?ml|json)$/;
const endings = ['yaml', 'yml', 'json'];

/** Test files at a path: itself, that of a flow, or all below a folder. */
const testsAt = async (path: string): Promise<string[]> => {
  const about = await stat(path).catch(() => {
    throw new Mistake(`There is no file or folder ${path}.`);
  });
  if (about.isDirectory()) {
    const entries = await readdir(path, { recursive: true, encoding: 'utf8' });
    return (
      entries
        .filter((entry) => testFile.test(entry) && !entry.includes('node_modules'))
        // Of the environment "test": see docs/environments.md.
        .filter((entry) => entry !== 'variables.test.yaml')
        .map((entry) => join(path, entry))
        .sort()
    );
  }
  if (testFile.test(path)) return [path];
  const stem = path.replace(/\.[a-z]+$/, '');
  const beside = endings.map((ending) => `${stem}.test.${ending}`).find((file) => existsSync(file));
  if (beside === undefined) throw new Mistake(`${path} has no tests: write them into ${stem}.test.yaml.`);
  return [beside];
};

const flowBeside = (path: string): string => {
  const stem = testFile.exec(path)?.[1] ?? path;
  const found = endings.map((ending) => `${stem}.${ending}`).find((file) => existsSync(file));
  if (found === undefined) throw new Mistake(`${path} tests no flow: there is no ${stem}.yaml beside it.`);
  return found;
};

const shown = (path: string): string => (relative('.', path).startsWith('..') ? path : relative('.', path));

const say = (path: string, problems: readonly FlowProblem[]): void => {
  for (const { line, column, message } of problems)
    console.log(`         ${shown(path)}:${line}:${column} ${message}`);
};

/** Null when it is told what is wrong with the flow. */
const programIn = async (path: string): Promise<Program | null> => {
  const { document, problems, places } = await readFlow(await readFile(path, 'utf8'));
  if (document === null) {
    say(path, problems);
    return null;
  }
  const compiled = compileFlow(document);
  const wrong = compiled.problems.map(({ path: at, message, line, column }) => ({
    ...{ path: at, message },
    ...places.at(at, line === undefined || column === undefined ? undefined : { line, column }),
  }));
  say(path, [...problems, ...wrong]);
  return compiled.program;
};

interface Trial {
  readonly environment: string | undefined;
  passed: number;
  failed: number;
}

const runFile = async (path: string, trial: Trial): Promise<void> => {
  console.log(shown(path));
  const program = await programIn(flowBeside(path));
  if (program === null) {
    trial.failed += 1;
    return;
  }
  const variables = await variablesBeside({ path, environment: trial.environment }, say);
  if (variables === null) {
    trial.failed += 1;
    return;
  }
  const { cases, problems } = await runTests(program, await readFile(path, 'utf8'), { variables });
  say(path, problems);
  if (problems.length > 0) trial.failed += 1;
  for (const one of cases) {
    if (one.ok) trial.passed += 1;
    else trial.failed += 1;
    console.log(`  ${one.ok ? 'ok    ' : 'FAILED'} ${one.name}`);
    say(path, one.problems);
    if (!one.ok) console.log(`         ran: ${one.ran.length === 0 ? 'nothing' : one.ran.join(' → ')}`);
  }
};

const wanted = (): { readonly paths: readonly string[]; readonly environment: string | undefined } => {
  try {
    const { values, positionals } = parseArgs({
      options: { env: { type: 'string' } },
      allowPositionals: true,
    });
    return { paths: positionals, environment: values.env };
  } catch {
    throw new Mistake(usage);
  }
};

const program = async (): Promise<void> => {
  const { paths, environment } = wanted();
  if (paths.length === 0) throw new Mistake(usage);
  const files = [...new Set((await Promise.all(paths.map(testsAt))).flat())];
  if (files.length === 0) throw new Mistake(`There are no files *.test.yaml in ${paths.join(', ')}.`);
  const trial = { environment, passed: 0, failed: 0 };
  for (const file of files) await runFile(file, trial);
  console.log(`${trial.passed} passed, ${trial.failed} failed.`);
  if (trial.failed > 0) process.exitCode = 1;
};

await runProgram(program);
