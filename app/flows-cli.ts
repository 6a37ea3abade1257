import { HubError } from '../core/errors.ts';
import { lineDiff } from '../core/line-diff.ts';
import { unifiedDiff } from '../flows/unified-diff.ts';
import type { FlowProblem } from '../flows/document/report.ts';
import { placeOf, readFlowFiles, testsPathOf, writeFlowFile, type FlowFile } from './flow-files.ts';
import { diffVariables, pruneVariables, pullVariables, pushVariables } from './flows-cli-variables.ts';
import { checkSpace, openHubClient, refusalIn, refusalToTell, type HubClient } from './hub-client.ts';
import { readVariableFiles, type VariableFiles } from './variable-files.ts';

export const flowsUsage = `npm run --silent hub -- flows pull|push|diff <folder> [--url <address>] [--key <key>] [--space <name>]
  Flows of a space as files: <folder>/<namespace>/<name>.yaml. The key may stand in HUB_KEY, the address in HUB_URL.
  Its variables: <folder>/variables.yaml, and <folder>/variables.<env>.yaml over it with --env <env>.
  pull   writes the drafts and variables of the hub into the folder    [--env] [--prune] [--dry-run]
  push   sets the variables, saves the files as drafts, and tells what is wrong
         [--env] [--prune] [--publish] [--note <text>] [--force] [--dry-run]
  diff   shows what differs, and ends with 1 if anything does          [--env]
  --prune takes away variables that the other side does not have; flows are never taken away.
`;

export interface FlowsOptions {
  readonly url: string;
  readonly key: string | undefined;
  readonly space: string | undefined;
  readonly publish: boolean;
  readonly note: string;
  readonly force: boolean;
  readonly dryRun: boolean;
  /** Whose file of variables counts, over the one for all. */
  readonly env?: string | undefined;
  readonly prune?: boolean;
}

interface Flow {
  readonly name: string;
  readonly namespace: string;
  readonly draft: { readonly fence: number; savedBy: string; savedByName: string; changed: boolean };
  readonly published: { readonly number: number } | null;
}

interface Remote {
  readonly flow: Flow;
  readonly text: string;
}

interface Findings {
  readonly problems: readonly FlowProblem[];
  readonly warnings: readonly FlowProblem[];
}

interface Job {
  readonly client: HubClient;
  readonly folder: string;
  readonly files: readonly FlowFile[];
  readonly variables: VariableFiles;
  readonly options: FlowsOptions;
  say(line: string): void;
}

/** What the program ends with. */
export const flowsCommand = async (
  words: readonly string[],
  options: FlowsOptions,
  say: (line: string) => void,
): Promise<number> => {
  const [command = '', folder] = words;
  const run = Object.hasOwn(commands, command) ? commands[command as keyof typeof commands] : undefined;
  if (run === undefined || folder === undefined || words.length > 2) {
    say(flowsUsage);
    return 1;
  }
  if (options.key === undefined)
    throw new HubError('input_invalid', 'Give an API key of the space with --key, or in HUB_KEY.');
  const files = await readFlowFiles(folder).catch((error: unknown) => {
    if (command === 'pull') return [];
    throw error;
  });
  const variables = await readVariableFiles(folder, options.env);
  const client = openHubClient({ url: options.url, key: options.key });
  try {
    await checkSpace(client, options.space);
    return await run({ client, folder, files, variables, options, say });
  } finally {
    await client.close();
  }
};

const readRemotes = async (client: HubClient): Promise<Map<string, Remote>> => {
  const remotes = new Map<string, Remote>();
  for (let cursor = ''; ;) {
    const { items, next } = await client.ask<{ items: Flow[]; next: string | null }>(
      'GET',
      `/api/flows?limit=200&sort=name${cursor}`,
    );
    for (const { name } of items)
      remotes.set(name, await client.ask<Remote>('GET', `/api/flows/${encodeURIComponent(name)}`));
    if (next === null) return remotes;
    cursor = `&cursor=${encodeURIComponent(next)}`;
  }
};

interface TestsPlace {
  readonly flow: Flow;
  readonly path: string;
  readonly before: string | undefined;
}

const pullTests = async (
  { client, options, say }: Job,
  { flow, path, before }: TestsPlace,
): Promise<void> => {
  const { tests } = await client.ask<{ tests: { text: string } | null }>(
    'GET',
    `/api/flows/${encodeURIComponent(flow.name)}/tests`,
  );
  if (tests === null || tests.text === before) return;
  const beside = testsPathOf(path);
  if (!options.dryRun) await writeFlowFile(beside, tests.text);
  say(`${beside}: ${before === undefined ? 'created' : 'changed'}`);
};

const pull = async (job: Job): Promise<number> => {
  const { client, folder, files, options, say } = job;
  for (const { flow, text } of (await readRemotes(client)).values()) {
    const file = files.find(({ name }) => name === flow.name);
    const path = file?.path ?? placeOf(folder, flow);
    const outcome = file === undefined ? 'created' : file.text === text ? 'unchanged' : 'changed';
    if (outcome !== 'unchanged' && !options.dryRun) await writeFlowFile(path, text);
    await pullTests(job, { flow, path, before: file?.tests?.text });
    say(`${path}: ${outcome}`);
  }
  await pullVariables(job);
  return 0;
};

const push = async (job: Job): Promise<number> => {
  let good = await pushVariables(job);
  for (const file of job.files) if (!(await pushFile(job, file))) good = false;
  if (!(await pruneVariables(job))) good = false;
  return good ? 0 : 1;
};

/** False when something has to be mended. */
const pushFile = async (job: Job, file: FlowFile): Promise<boolean> => {
  const { client, options, say } = job;
  const remote = file.name === null ? undefined : await findRemote(client, file.name);
  if (remote !== undefined && remote.text !== file.text && isWorkOfOthers(remote.flow) && !options.force) {
    const { savedByName } = remote.flow.draft;
    say(
      `${file.path}: not pushed: the draft in the hub holds work of ${savedByName} that was not published. Pull it, or push with --force`,
    );
    return false;
  }
  const outcome = remote === undefined ? 'created' : remote.text === file.text ? 'unchanged' : 'changed';
  const { text } = file;
  try {
    const findings = options.dryRun
      ? await client.ask<Findings>('POST', '/api/flows/check', { text })
      : await client.ask<Findings>('POST', '/api/flows', {
          ...{ text, basedOn: remote?.flow.draft.fence ?? 0 },
        });
    say(`${file.path}: ${outcome}${options.dryRun ? ' (not saved)' : ''}`);
    sayFindings(job, file, findings);
    if (!options.dryRun && file.tests !== null) await pushTests(job, file);
    if (findings.problems.length > 0) return false;
    if (options.publish && !options.dryRun) await publish(job, file);
    return true;
  } catch (error) {
    say(`${file.path}: ${refusalToTell(error).detail}`);
    return false;
  }
};

const pushTests = async ({ client, say }: Job, { name, tests }: FlowFile): Promise<void> => {
  if (tests === null) return;
  const { problems } = await client.ask<Pick<Findings, 'problems'>>(
    'PUT',
    `/api/flows/${encodeURIComponent(name ?? '')}/tests`,
    { text: tests.text },
  );
  for (const { line, column, message } of problems) say(`${tests.path}:${line}:${column}: ${message}`);
};

const publish = async ({ client, options, say }: Job, file: FlowFile): Promise<void> => {
  const { number, unchanged } = await client.ask<{ number: number; unchanged: boolean }>(
    'POST',
    `/api/flows/${encodeURIComponent(file.name ?? '')}/publish`,
    { note: options.note },
  );
  say(
    `${file.path}: ${unchanged ? `version ${number} is in use already` : `published as version ${number}`}`,
  );
};

const findRemote = async (client: HubClient, name: string): Promise<Remote | undefined> => {
  try {
    return await client.ask<Remote>('GET', `/api/flows/${encodeURIComponent(name)}`);
  } catch (error) {
    const status = refusalIn(error)?.status;
    if (status === 404 || status === 400) return undefined;
    throw error;
  }
};

/** Of a person at the console; what keys saved came out of files. */
const isWorkOfOthers = ({ draft }: Flow): boolean => draft.changed && draft.savedBy.startsWith('usr_');

const sayFindings = ({ say }: Job, { path }: FlowFile, { problems, warnings }: Findings): void => {
  for (const { line, column, message } of problems) say(`${path}:${line}:${column}: ${message}`);
  for (const { line, column, message } of warnings) say(`${path}:${line}:${column}: warning: ${message}`);
};

const diff = async (job: Job): Promise<number> => {
  const { client, folder, files, say } = job;
  const remotes = await readRemotes(client);
  let differs = await diffVariables(job);
  for (const { path, name, text } of files) {
    const remote = name === null ? undefined : remotes.get(name);
    if (remote?.text === text) continue;
    differs = true;
    if (remote === undefined) say(`Only in the folder: ${path}`);
    else say(unifiedDiff(lineDiff(remote.text, text), { from: `${name} in the hub`, to: path }));
  }
  for (const { flow } of remotes.values()) {
    if (files.some(({ name }) => name === flow.name)) continue;
    differs = true;
    say(`Only in the hub: ${placeOf(folder, flow)}`);
  }
  return differs ? 1 : 0;
};

const commands = { pull, push, diff };
