import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { conditions } from '../../gateway/traffic/condition-list.ts';
import { loadPlugins, type LoadedPlugins } from '../../gateway/traffic/plugins/load-plugins.ts';
import { policies } from '../../gateway/traffic/policy-list.ts';
import { systemClock } from '../../platform/clock.ts';
import { openMetrics } from '../../platform/metrics.ts';
import { temporaryFolder } from '../components/program.ts';
import { recordedLog } from './recorded-log.ts';

/** Plug-ins as the hub loads them from a folder. */
export const loadedFrom = async (
  folder: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<LoadedPlugins & { readonly logged: () => string }> => {
  const log = recordedLog();
  const plugins = await loadPlugins({
    folder,
    variable: (name) => variables[name],
    taken: {
      policies: new Set(policies.map(({ name }) => name)),
      conditions: new Set(conditions.map(({ name }) => name)),
    },
    deps: { log, clock: systemClock, metrics: openMetrics() },
  });
  return { ...plugins, logged: () => JSON.stringify(log.lines, messages) };
};

const messages = (_name: string, value: unknown): unknown => (value instanceof Error ? value.message : value);

/** A folder of plug-ins with these files. */
export const folderOf = async (files: Readonly<Record<string, string>>) => {
  const folder = await temporaryFolder('gateway-plugins');
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder.path, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  return folder;
};
