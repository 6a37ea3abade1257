import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HubError, isHubError, type Problem } from '../../core/errors.ts';
import type { DefinedConnector } from './define-connector.ts';
import { kit } from './kit.ts';
import { whereItFailed } from './where-it-failed.ts';

const fileNames = ['connector.ts', 'connector.mts', 'connector.js', 'connector.mjs'];

const connectorFile = (folder: string): string | undefined =>
  fileNames.map((name) => join(folder, name)).find((path) => existsSync(path));

/** Loads `<folder>/<name>/connector.ts` of every name; throws with all that is wrong at once. */
export const loadFolder = async (given: string): Promise<DefinedConnector[]> => {
  const folder = resolve(given);
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new HubError(
      'start_failed',
      `The folder of connectors ${folder} cannot be read. Make it, or correct HUB_CONNECTORS.`,
      { cause },
    );
  });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  const connectors: DefinedConnector[] = [];
  const problems: Problem[] = [];
  for (const one of folders.filter((path) => connectorFile(path) !== undefined).sort()) {
    try {
      connectors.push(await loadConnector(one));
    } catch (error) {
      if (!isHubError(error)) throw error;
      problems.push({ path: basename(one), message: error.message });
    }
  }
  if (problems.length > 0)
    throw new HubError(
      'start_failed',
      `The hub cannot start with the connectors in ${folder}:\n${problems.map(({ message }) => `  ${message}`).join('\n')}`,
      { problems },
    );
  return connectors;
};

/** `<folder>/connector.ts`, run. Its failure names the file and, where it can be known, the line. */
export const loadConnector = async (folder: string): Promise<DefinedConnector> => {
  const file = connectorFile(folder);
  if (file === undefined) throw new HubError('connector_invalid', `There is no connector.ts in ${folder}.`);
  try {
    const { default: made } = (await import(pathToFileURL(file).href)) as { default?: unknown };
    const connector = typeof made === 'function' ? (made as (given: typeof kit) => unknown)(kit) : made;
    if (!isDefined(connector))
      throw new HubError(
        'connector_invalid',
        'its default export is no connector. Write: export default ({ defineConnector }) => defineConnector({ … })',
      );
    if (connector.name !== basename(folder))
      throw new HubError(
        'connector_invalid',
        `it defines "${connector.name}" and stands in the folder "${basename(folder)}". Give both the same name.`,
      );
    return connector;
  } catch (error) {
    const place = whereItFailed(error, folder) ?? file;
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new HubError('connector_invalid', `${place}: ${why}`, { cause: error });
  }
};

const isDefined = (value: unknown): value is DefinedConnector =>
  typeof value === 'object' &&
  value !== null &&
  'plan' in value &&
  'functions' in value &&
  value.functions instanceof Map;
