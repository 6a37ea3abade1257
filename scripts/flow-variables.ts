import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FlowProblem } from '../flows/document/report.ts';
import { readVariables } from '../flows/variables/file.ts';
import type { VariableValues } from '../flows/variables/variable-set.ts';
import { Mistake } from './connector-folder.ts';

/** What is wrong with a file of variables. */
export type SayProblems = (path: string, problems: readonly FlowProblem[]) => void;

const isFile = (environment: string): boolean => /[/\\]|\.(?:ya?ml|json)$/.test(environment);

interface Wanted {
  /** A file of tests. */
  readonly path: string;
  /** A name, or a file: what is in it counts over `variables.yaml`. */
  readonly environment: string | undefined;
}

/** Those that flows are pushed with: beside the flow, or beside the folder of its namespace. Null when it is told what is wrong. */
export const variablesBeside = async (
  { path, environment }: Wanted,
  say: SayProblems,
): Promise<VariableValues | null> => {
  const folders = [dirname(path), dirname(dirname(path))];
  const beside = (name: string): string | undefined =>
    folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
  const files = [beside('variables.yaml')];
  if (environment !== undefined) {
    const name = `variables.${environment}.yaml`;
    const own = isFile(environment) ? environment : beside(name);
    // A slip in the name would test with the values of no environment at all.
    if (own === undefined || !existsSync(own))
      throw new Mistake(
        own === undefined
          ? `There is no ${name} in ${folders.join(' or ')}. Write into it what is different there; an empty file will do.`
          : `There is no file ${own}. Name a file of variables, or an environment that has one beside the flows.`,
      );
    files.push(own);
  }
  let values: VariableValues | null = {};
  for (const file of files) {
    if (file === undefined) continue;
    const read = readVariables(await readFile(file, 'utf8'));
    say(file, read.problems);
    values = values === null || read.problems.length > 0 ? null : { ...values, ...read.values };
  }
  return values;
};
