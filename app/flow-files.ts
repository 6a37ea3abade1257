import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { HubError } from '../core/errors.ts';
import { readHeadline } from '../flows/read-headline.ts';

export interface FlowFile {
  readonly path: string;
  readonly text: string;
  /** What the text calls its flow; null when that cannot be read. */
  readonly name: string | null;
  /** What stands beside it as its tests. */
  readonly tests: { readonly path: string; readonly text: string } | null;
}

const isFlow = /(?<!\.test)\.(ya?ml|json)$/;

/** Beside the folders of namespaces stand the variables; in them a flow may have that name. */
const isVariables = (folder: string, path: string): boolean =>
  /^variables(\.[^./\\]+)?\.yaml$/.test(relative(folder, path));

/** Every flow in a folder and the folders in it; two files of one flow are refused. */
export const readFlowFiles = async (folder: string): Promise<FlowFile[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new HubError('input_invalid', `The folder ${folder} cannot be read.`, { cause });
  });
  const paths = entries
    .filter((entry) => entry.isFile() && isFlow.test(entry.name) && !isHidden(folder, entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !isVariables(folder, path))
    .sort();
  const files: FlowFile[] = [];
  for (const path of paths) {
    const text = await readFile(path, 'utf8');
    const name = (await readHeadline(text))?.name ?? null;
    const other = name === null ? undefined : files.find((file) => file.name === name);
    if (other !== undefined)
      throw new HubError(
        'input_invalid',
        `${other.path} and ${path} both hold the flow "${name}". Leave one of them out.`,
      );
    files.push({ path, text, name, tests: await readTestsBeside(path) });
  }
  return files;
};

const readTestsBeside = async (path: string): Promise<FlowFile['tests']> => {
  const beside = testsPathOf(path);
  const text = await readFile(beside, 'utf8').catch(() => null);
  return text === null ? null : { path: beside, text };
};

export const testsPathOf = (path: string): string => path.replace(/\.[a-z]+$/, '.test.yaml');

const isHidden = (folder: string, parent: string): boolean =>
  relative(folder, parent)
    .split(/[/\\]/)
    .some((step) => step.startsWith('.') || step === 'node_modules');

/** Where a flow stands that has no file yet. A namespace that is none becomes no path either. */
export const placeOf = (
  folder: string,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): string => join(folder, /^[a-z0-9][a-z0-9-]*$/.test(namespace) ? namespace : '_', `${name}.yaml`);

export const writeFlowFile = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
};
