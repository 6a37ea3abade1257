import { existsSync } from 'node:fs';
import { readdir, readFile, realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, extname, join, resolve, sep } from 'node:path';
import { HubError } from '../../../core/errors.ts';
import { isObject, own, type PlainObject } from '../../../core/schema/plain.ts';
import { readYaml } from '../document/read-yaml.ts';
import { holdVariables, variablesIn } from '../document/variables.ts';

/** A plug-in that is to be loaded. */
export interface PluginEntry {
  readonly name: string;
  readonly file: string;
  readonly settings: PlainObject;
}

export interface PluginProblem {
  readonly plugin: string;
  readonly reason: string;
  /** Names of what it would have brought; null where nobody knows. */
  readonly brings: readonly string[] | null;
}

export interface FoundPlugins {
  readonly entries: readonly PluginEntry[];
  readonly problems: readonly PluginProblem[];
}

export type Variable = (name: string) => string | undefined;

const prefix = 'express-gateway-plugin-';
const settingsFiles = [
  'plugins.yml',
  'plugins.yaml',
  'system.config.yml',
  'system.config.yaml',
  'system.config.json',
];
const endings = ['.js', '.cjs', '.mjs', '.ts', '.mts'];

/** Those that the file of settings names; all that stand in the folder where it has none. */
export const findPlugins = async (given: string, variable: Variable): Promise<FoundPlugins> => {
  const folder = await realpath(resolve(given)).catch((cause: unknown) => {
    throw new HubError(
      'start_failed',
      `The folder of plug-ins ${resolve(given)} cannot be read. Make it, or correct HUB_TRAFFIC_PLUGINS.`,
      { cause },
    );
  });
  const file = settingsFiles.map((name) => join(folder, name)).find((path) => existsSync(path));
  const read = file === undefined ? null : await readSettings(file, variable);
  if (read !== null && 'reason' in read) return { entries: [], problems: [read] };
  const wanted: readonly Wanted[] =
    read === null
      ? (await standingIn(folder)).map(({ name, path }) => ({ name, settings: {}, places: [path] }))
      : [...read].map(([name, one]) => ({ name, settings: one, places: placesOf(folder, name, one) }));
  const entries: PluginEntry[] = [];
  const problems: PluginProblem[] = [];
  for (const { name, settings, places } of wanted) {
    const found = await firstFile(folder, places);
    if (typeof found === 'string') entries.push({ name, file: found, settings });
    else problems.push({ plugin: name, brings: null, reason: found.reason });
  }
  return { entries, problems };
};

interface Wanted {
  readonly name: string;
  readonly settings: PlainObject;
  readonly places: readonly string[];
}

/** `plugins:` of a system.config.yml; null where there is no such section. */
const readSettings = async (
  file: string,
  variable: Variable,
): Promise<ReadonlyMap<string, PlainObject> | PluginProblem | null> => {
  const wrong = (reason: string): PluginProblem => ({ plugin: basename(file), reason, brings: null });
  const text = await readFile(file, 'utf8');
  const values = new Map(
    variablesIn(text).flatMap((name): [string, string][] => {
      const value = variable(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const held = holdVariables(text, values, false);
  if (held === null) return wrong(`${file} holds letters that cannot be read.`);
  const missing = new Set<string>();
  const { value, problems } = readYaml(held.text, {
    replace: (piece) => {
      const replaced = held.replace(piece);
      for (const name of replaced?.missing ?? []) missing.add(name);
      return replaced?.text ?? null;
    },
  });
  const [problem] = problems;
  if (problem !== undefined) return wrong(`${file}:${problem.line ?? 1}: ${problem.path} ${problem.message}`);
  if (missing.size > 0)
    return wrong(`${file} asks for variables that are not set: ${[...missing].join(', ')}.`);
  const section = isObject(value) ? own(value, 'plugins') : undefined;
  if (section === undefined || section === null) return null;
  if (!isObject(section)) return wrong(`${file}: "plugins" has to hold one field for each plug-in.`);
  return new Map(Object.entries(section).map(([name, one]) => [name, isObject(one) ? one : {}]));
};

/** Where `require` of express-gateway would look, as far as it is in the folder. */
const placesOf = (folder: string, name: string, settings: PlainObject): string[] => {
  const given = own(settings, 'package');
  if (typeof given === 'string' && given !== '') {
    if (/^\.{0,2}[/\\]/.test(given)) return [resolve(folder, given)];
    return [join(folder, 'node_modules', given), join(folder, given)];
  }
  const whole = name.startsWith(prefix) ? name : prefix + name;
  return [join(folder, 'node_modules', whole), join(folder, whole), join(folder, name)];
};

const standingIn = async (folder: string): Promise<{ readonly name: string; readonly path: string }[]> => {
  const nameOf = (file: string): string => basename(file, extname(file)).replace(prefix, '');
  const here = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .filter(
      (entry) =>
        entry.isDirectory() || (endings.includes(extname(entry.name)) && !entry.name.endsWith('.d.ts')),
    )
    .map((entry) => ({
      name: entry.isDirectory() ? entry.name.replace(prefix, '') : nameOf(entry.name),
      path: join(folder, entry.name),
    }));
  const modules = join(folder, 'node_modules');
  const installed = existsSync(modules) ? await readdir(modules) : [];
  return [
    ...here,
    ...installed
      .filter((name) => name.startsWith(prefix))
      .map((name) => ({ name: name.slice(prefix.length), path: join(modules, name) })),
  ].sort((one, other) => (one.name < other.name ? -1 : 1));
};

/** The file that a place stands for, which has to be inside of the folder, wherever links lead. */
const firstFile = async (
  folder: string,
  places: readonly string[],
): Promise<string | { readonly reason: string }> => {
  const { resolve: find } = createRequire(join(folder, 'plugins.yml'));
  for (const place of places) {
    const tries = [
      place,
      ...endings.map((ending) => place + ending),
      ...['manifest', 'index'].flatMap((name) => endings.map((ending) => join(place, name + ending))),
    ];
    for (const one of tries) {
      let file: string;
      try {
        file = await realpath(find(one));
      } catch {
        continue;
      }
      if (file.startsWith(folder + sep)) return file;
      return { reason: `${one} is outside of the folder of plug-ins.` };
    }
  }
  return { reason: `There is no plug-in at ${places.join(' or ')}.` };
};
