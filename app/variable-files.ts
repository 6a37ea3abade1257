import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HubError } from '../core/errors.ts';
import { readVariables } from '../flows/variables/file.ts';
import type { VariableValues } from '../flows/variables/variable-set.ts';

/** One file of variables as it stands; `text` is null where there is none. */
export interface VariableFile {
  readonly path: string;
  readonly text: string | null;
  readonly values: VariableValues;
}

/** `variables.yaml`, and over it that of an environment, where one is named. */
export interface VariableFiles {
  readonly base: VariableFile;
  readonly environment: VariableFile | null;
  /** Null where there is no file: the folder says nothing of variables. */
  readonly values: VariableValues | null;
}

const environmentName = /^[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}$/;

export const readVariableFiles = async (folder: string, name: string | undefined): Promise<VariableFiles> => {
  if (name !== undefined && !environmentName.test(name))
    throw new HubError(
      'input_invalid',
      `"${name}" is no name of an environment: use letters, digits, hyphens and underscores.`,
    );
  const base = await readOne(join(folder, 'variables.yaml'));
  const environment = name === undefined ? null : await readOne(join(folder, `variables.${name}.yaml`));
  const isThere = base.text !== null || (environment !== null && environment.text !== null);
  return { base, environment, values: isThere ? { ...base.values, ...environment?.values } : null };
};

const readOne = async (path: string): Promise<VariableFile> => {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as { code?: string }).code === 'ENOENT') return null;
    throw new HubError('input_invalid', `${path} cannot be read.`, { cause: error });
  });
  if (text === null) return { path, text, values: {} };
  const { values, problems } = readVariables(text);
  if (problems.length > 0)
    throw new HubError(
      'input_invalid',
      problems.map(({ line, column, message }) => `${path}:${line}:${column}: ${message}`).join('\n'),
    );
  return { path, text, values };
};
