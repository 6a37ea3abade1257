import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HubError } from '../core/errors.ts';
import { lineDiff } from '../core/line-diff.ts';
import { isObject } from '../core/schema/plain.ts';
import { unifiedDiff } from '../flows/unified-diff.ts';
import { readYaml } from '../gateway/traffic/document/read-yaml.ts';
import { variablesIn } from '../gateway/traffic/document/variables.ts';
import { writeFlowFile } from './flow-files.ts';
import { checkSpace, openHubClient, type HubClient } from './hub-client.ts';

export const gatewayUsage = `npm run --silent hub -- gateway pull|push|diff [folder] [--url <address>] [--key <key>] [--space <name>]
  Pipelines and services of a space as one file: <folder>/gateway.config.yml, in the words of express-gateway. \${NAME} in it
  stands for a variable of this machine, or of a file of secrets (NAME: value); a secret without a value stays as it is.
  pull   writes what the hub has into the file                                [--dry-run]
  push   takes the file as a whole, or nothing of it, and tells what is wrong with its lines
         [--secrets <file>] [--note <text>] [--prune] [--skip] [--dry-run]
  diff   shows what differs, and ends with 1 if anything does                 [--secrets <file>]
  --prune deletes what the file does not have; --skip leaves out what cannot be taken.
`;

export interface GatewayOptions {
  readonly url: string;
  readonly key: string | undefined;
  readonly space: string | undefined;
  readonly note: string;
  readonly prune: boolean;
  readonly skip: boolean;
  readonly dryRun: boolean;
  /** A file of variables. */
  readonly secrets: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

interface Problem {
  readonly path: string;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

interface Outcome {
  readonly applied: boolean;
  readonly documents: readonly {
    readonly kind: string;
    readonly name: string;
    readonly outcome: string;
    readonly version: number;
    readonly problems: readonly Problem[];
  }[];
  readonly problems: readonly Problem[];
  readonly notes: readonly Problem[];
}

interface Job {
  readonly client: HubClient;
  readonly path: string;
  /** Null where there is no file. */
  readonly text: string | null;
  readonly variables: Readonly<Record<string, string>>;
  readonly options: GatewayOptions;
  say(line: string): void;
}

/** What the program ends with. */
export const gatewayCommand = async (
  words: readonly string[],
  options: GatewayOptions,
  say: (line: string) => void,
): Promise<number> => {
  const [command = '', folder = '.'] = words;
  const run = Object.hasOwn(commands, command) ? commands[command as keyof typeof commands] : undefined;
  if (run === undefined || words.length > 2) {
    say(gatewayUsage);
    return 1;
  }
  if (options.key === undefined)
    throw new HubError('input_invalid', 'Give an API key of the space with --key, or in HUB_KEY.');
  const path = join(folder, 'gateway.config.yml');
  const text = await readIfThere(path);
  if (text === null && command !== 'pull')
    throw new HubError(
      'input_invalid',
      `There is no file ${path}. Pull it, or name the folder that it is in.`,
    );
  const variables = text === null ? {} : await variablesFor(text, options);
  const client = openHubClient({ url: options.url, key: options.key });
  try {
    await checkSpace(client, options.space);
    return await run({ client, path, text, variables, options, say });
  } finally {
    await client.close();
  }
};

const readIfThere = (path: string): Promise<string | null> =>
  readFile(path, 'utf8').catch((cause: unknown) => {
    if ((cause as { code?: string }).code === 'ENOENT') return null;
    throw new HubError('input_invalid', `${path} cannot be read.`, { cause });
  });

/** Those that the file asks for and no others: what else this machine has in its environment is nobody's business. */
const variablesFor = async (
  text: string,
  { secrets, env }: GatewayOptions,
): Promise<Record<string, string>> => {
  const given = secrets === undefined ? {} : await readSecrets(secrets);
  return Object.fromEntries(
    variablesIn(text).flatMap((name) => {
      const value = Object.hasOwn(given, name) ? given[name] : env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
};

const readSecrets = async (path: string): Promise<Record<string, string>> => {
  const text = await readIfThere(path);
  if (text === null) throw new HubError('input_invalid', `There is no file ${path}.`);
  const { value, problems } = readYaml(text);
  const [problem] = problems;
  if (problem !== undefined)
    throw new HubError(
      'input_invalid',
      `${path}:${problem.line ?? 1}:${problem.column ?? 1}: ${problem.message}`,
    );
  if (value !== null && !isObject(value))
    throw new HubError('input_invalid', `${path} has to hold fields: "NAME: value" for each.`);
  return Object.fromEntries(
    Object.entries(value ?? {}).map(([name, one]) => [
      name,
      typeof one === 'string' ? one : JSON.stringify(one),
    ]),
  );
};

const ask = (
  { client, text, variables }: Job,
  more: { readonly apply: boolean; readonly prune: boolean; readonly skip?: boolean; readonly note?: string },
): Promise<Outcome> =>
  client.ask<Outcome>('POST', '/api/gateway/import', { text: text ?? '', variables, ...more });

const pull = async (job: Job): Promise<number> => {
  const { client, path, text, options, say } = job;
  const remote = await client.ask<{ text: string; secrets: string[] }>('GET', '/api/gateway/export');
  const outcome =
    text === null ? 'created' : text === remote.text || (await saysTheSame(job)) ? 'unchanged' : 'changed';
  if (outcome !== 'unchanged' && !options.dryRun) await writeFlowFile(path, remote.text);
  say(`${path}: ${outcome}${options.dryRun && outcome !== 'unchanged' ? ' (not written)' : ''}`);
  if (outcome !== 'unchanged')
    for (const name of remote.secrets) say(`${path}: \${${name}} stands for a secret that the hub keeps`);
  return 0;
};

/** Written in another way, with comments perhaps: that is worth keeping. */
const saysTheSame = async (job: Job): Promise<boolean> => {
  const { documents, problems } = await ask(job, { apply: false, prune: true });
  return problems.length === 0 && documents.every(({ outcome }) => outcome === 'unchanged');
};

const push = async (job: Job): Promise<number> => {
  const { path, options, say } = job;
  const { prune, skip, note, dryRun } = options;
  const outcome = await ask(job, { apply: !dryRun, prune, skip, note });
  const problems = [...outcome.problems, ...outcome.documents.flatMap((one) => one.problems)];
  for (const problem of problems) say(lineOf(path, problem));
  for (const problem of outcome.notes) say(lineOf(path, problem, 'note: '));
  const isRefused = !outcome.applied && !dryRun;
  for (const { kind, name, outcome: what, version } of outcome.documents) {
    const changes = what === 'created' || what === 'changed';
    if (!isRefused || what === 'left out')
      say(
        `${kind} ${name}: ${what === 'left out' && isRefused ? 'cannot be taken' : what}${changes ? ` (version ${version})` : ''}${dryRun && changes ? ', not saved' : ''}`,
      );
  }
  if (isRefused) say(`${path}: nothing of it was taken`);
  return problems.length > 0 ? 1 : 0;
};

const lineOf = (file: string, { path, message, line = 1, column = 1 }: Problem, kind = ''): string =>
  `${file}:${line}:${column}: ${kind}${path === '' ? '' : `${path} `}${message}`;

const diff = async (job: Job): Promise<number> => {
  const { client, path, text, say } = job;
  const { documents, problems } = await ask(job, { apply: false, prune: true });
  for (const problem of [...problems, ...documents.flatMap((one) => one.problems)])
    say(lineOf(path, problem));
  const differing = documents.filter(({ outcome }) => outcome !== 'unchanged');
  if (problems.length === 0 && differing.length === 0) return 0;
  for (const { kind, name, outcome } of differing) say(`${kind} ${name}: ${words[outcome] ?? outcome}`);
  const remote = await client.ask<{ text: string }>('GET', '/api/gateway/export');
  say(unifiedDiff(lineDiff(remote.text, text ?? ''), { from: 'gateway.config.yml in the hub', to: path }));
  return 1;
};

const words: Readonly<Record<string, string>> = {
  ...{
    created: 'only in the file',
    changed: 'differs',
    deleted: 'only in the hub',
    'left out': 'cannot be taken',
  },
};

const commands = { pull, push, diff };
