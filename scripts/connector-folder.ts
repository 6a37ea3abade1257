import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import type { DefinedConnector } from '../connectors/define/define-connector.ts';
import { exchangeFileSchema, type ExchangeFile } from './connector-exchange.ts';
import type { TrialConnection } from './connector-trial.ts';

export const nameShape = /^[a-z][a-z0-9-]{0,39}$/;
const builtin = join(import.meta.dirname, '..', 'connectors', 'providers');

/** What the person got wrong; told without a stack. */
export class Mistake extends Error {}

/** `--in <folder>` or HUB_CONNECTORS. */
export const ownFolder = (args: readonly string[]): string | undefined => {
  const at = args.indexOf('--in');
  const given = at < 0 ? process.env['HUB_CONNECTORS'] : args[at + 1];
  return given === undefined || given === '' ? undefined : resolve(given);
};

/** Where the code of a connector stands: in the owner's folder, else among the built-in ones. */
export const folderOf = (name: string | undefined, args: readonly string[]): string => {
  if (name === undefined || !nameShape.test(name))
    throw new Mistake('Name a connector: small letters, digits and hyphens, such as my-crm.');
  const own = ownFolder(args);
  const places = [...(own === undefined ? [] : [join(own, name)]), join(builtin, name)];
  const found = places.find((path) => existsSync(path));
  if (found !== undefined) return found;
  const hint = own === undefined ? ' Set HUB_CONNECTORS to the folder of your connectors.' : '';
  throw new Mistake(`There is no connector "${name}" in ${places.join(' or ')}.${hint}`);
};

export const exchangesIn = async (folder: string): Promise<{ name: string; file: ExchangeFile }[]> => {
  const place = join(folder, 'exchanges');
  const names = existsSync(place) ? (await readdir(place)).filter((name) => name.endsWith('.json')) : [];
  return Promise.all(
    names.sort().map(async (name) => {
      const parsed = exchangeFileSchema.safeParse(JSON.parse(await readFile(join(place, name), 'utf8')));
      if (parsed.success) return { name, file: parsed.data };
      const [issue] = parsed.error.issues;
      throw new Mistake(`${join(place, name)}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
    }),
  );
};

/**
 * The connection that a `.env` describes: `<SCHEME>_<FIELD>` for what is entered, `SERVER_URL` for another address,
 * `SERVER_<VARIABLE>` for the variables of the server.
 */
export const connectionIn = async (folder: string, connector: DefinedConnector): Promise<TrialConnection> => {
  const path = join(folder, '.env');
  const env = existsSync(path) ? parseEnv(await readFile(path, 'utf8')) : {};
  const values: Record<string, Record<string, string>> = {};
  for (const scheme of Object.keys(connector.plan.schemes)) {
    const prefix = `${screaming(scheme)}_`;
    for (const [name, value] of Object.entries(env))
      if (name.startsWith(prefix) && value !== undefined && value !== '')
        (values[scheme] ??= {})[camel(name.slice(prefix.length))] = value;
  }
  const serverVariables: Record<string, string> = {};
  for (const name of Object.keys(connector.plan.servers[0]?.variables ?? {})) {
    const value = env[`SERVER_${screaming(name)}`];
    if (value !== undefined && value !== '') serverVariables[name] = value;
  }
  const url = env['SERVER_URL'];
  return { values, serverVariables, facts: {}, serverUrl: url === undefined || url === '' ? null : url };
};

/** privateApp → PRIVATE_APP */
const screaming = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/-/g, '_')
    .toUpperCase();

/** ACCESS_TOKEN → accessToken */
const camel = (name: string): string =>
  name.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** Runs a program of the terminal: a mistake is one sentence, everything else is ours and has a stack. */
export const runProgram = async (program: () => Promise<void>): Promise<void> => {
  try {
    await program();
  } catch (error) {
    const known = error instanceof Mistake || (error instanceof Error && error.name === 'HubError');
    console.error(known ? error.message : error);
    process.exitCode = 1;
  }
};
