import { HubError } from '../core/errors.ts';
import { lineDiff } from '../core/line-diff.ts';
import { unifiedDiff } from '../flows/unified-diff.ts';
import { sameValue, variablesText, withValues } from '../flows/variables/file.ts';
import type { VariableValues } from '../flows/variables/variable-set.ts';
import { writeFlowFile } from './flow-files.ts';
import { refusalToTell, type HubClient } from './hub-client.ts';
import type { VariableFile, VariableFiles } from './variable-files.ts';

export interface VariableJob {
  readonly client: HubClient;
  readonly variables: VariableFiles;
  readonly options: { readonly dryRun: boolean; readonly prune?: boolean };
  say(line: string): void;
}

const inHub = async (client: HubClient): Promise<VariableValues> => {
  const found: [string, unknown][] = [];
  for (let cursor = ''; ;) {
    const { items, next } = await client.ask<{
      items: { name: string; value: unknown }[];
      next: string | null;
    }>('GET', `/api/variables?limit=200&sort=name${cursor}`);
    found.push(...items.map(({ name, value }): [string, unknown] => [name, value]));
    if (next === null) return Object.fromEntries(found);
    cursor = `&cursor=${encodeURIComponent(next)}`;
  }
};

/** A slip in the name of an environment would set what belongs to another one. */
const requireFile = ({ environment }: VariableFiles): void => {
  if (environment === null || environment.text !== null) return;
  throw new HubError(
    'input_invalid',
    `There is no ${environment.path}. Write into it what is different there, or pull it; an empty file will do.`,
  );
};

/**
 * With an environment, what `variables.yaml` does not say already goes into its own file. What only a file has stays there,
 * as flows do, unless it is to go.
 */
export const pullVariables = async (job: VariableJob): Promise<void> => {
  const { base, environment } = job.variables;
  const remote = await inHub(job.client);
  const file = environment ?? base;
  const own = Object.entries(remote).filter(
    ([name, value]) =>
      environment === null || !Object.hasOwn(base.values, name) || !sameValue(base.values[name], value),
  );
  const kept = Object.entries(file.values).filter(([name]) => !Object.hasOwn(remote, name));
  const values = Object.fromEntries([...(job.options.prune === true ? [] : kept), ...own]);
  if (file.text !== null || environment !== null || own.length > 0) await write(job, file, values);
};

const write = async (
  { options, say }: VariableJob,
  { path, text }: VariableFile,
  values: VariableValues,
): Promise<void> => {
  const made = withValues(text ?? '', values);
  const outcome = text === null ? 'created' : made === text ? 'unchanged' : 'changed';
  if (outcome !== 'unchanged' && !options.dryRun) await writeFlowFile(path, made === '' ? '{}\n' : made);
  say(`${path}: ${outcome}`);
};

/** Before the flows, which need them. False when the hub refuses one. */
export const pushVariables = async (job: VariableJob): Promise<boolean> => {
  const { client, variables } = job;
  requireFile(variables);
  if (variables.values === null) return true;
  const remote = await inHub(client);
  let good = true;
  for (const [name, value] of Object.entries(variables.values)) {
    const isThere = Object.hasOwn(remote, name);
    if (isThere && sameValue(remote[name], value)) continue;
    const done = await change(job, {
      at: `${pathOf(name, variables)}: ${name}`,
      outcome: isThere ? 'changed' : 'created',
      send: () => client.ask('PUT', '/api/variables', { name, value }),
    });
    good &&= done;
  }
  return good;
};

/** After the flows, so that what none of them reads any more can go. Without `--prune` it is only told. */
export const pruneVariables = async (job: VariableJob): Promise<boolean> => {
  const { client, options, say } = job;
  const { values, base } = job.variables;
  if (values === null) return true;
  let good = true;
  for (const name of Object.keys(await inHub(client))) {
    if (Object.hasOwn(values, name)) continue;
    const at = `${base.path}: ${name}`;
    if (options.prune !== true) say(`${at}: only in the hub; --prune deletes it there`);
    else {
      const send = () => client.ask('DELETE', `/api/variables/${encodeURIComponent(name)}`);
      const done = await change(job, { at, outcome: 'deleted', send });
      good &&= done;
    }
  }
  return good;
};

interface Change {
  readonly at: string;
  readonly outcome: string;
  readonly send: () => Promise<unknown>;
}

/** False when the hub refuses it. */
const change = async ({ options, say }: VariableJob, { at, outcome, send }: Change): Promise<boolean> => {
  if (options.dryRun) {
    say(`${at}: ${outcome} (not saved)`);
    return true;
  }
  try {
    await send();
    say(`${at}: ${outcome}`);
    return true;
  } catch (error) {
    say(`${at}: ${refusalToTell(error).detail}`);
    return false;
  }
};

const pathOf = (name: string, { base, environment }: VariableFiles): string =>
  environment !== null && Object.hasOwn(environment.values, name) ? environment.path : base.path;

/** True when something differs. */
export const diffVariables = async ({ client, variables, say }: VariableJob): Promise<boolean> => {
  requireFile(variables);
  const { base, environment, values } = variables;
  const remote = variablesText(await inHub(client));
  if (values === null) {
    if (remote !== '') say(`Only in the hub: ${base.path}`);
    return remote !== '';
  }
  const said = unifiedDiff(lineDiff(remote, variablesText(values)), {
    from: 'variables in the hub',
    to: environment === null ? base.path : `${base.path} with ${environment.path}`,
  });
  if (said !== '') say(said);
  return said !== '';
};
