// slow: waits for clients, upstreams or programs that take their time
import { spawnSync } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { temporaryFolder, type Folder } from '../components/program.ts';
import { root } from '../setup/sources.ts';
import { verifies } from '../setup/verifies.ts';

/** The preparation, in a project of its own: an empty one, and one that wants a package nobody can give it. */

let folder: Folder;

const write = (name: string, content: object) => writeFile(join(folder.path, name), JSON.stringify(content));

const project = async (dependencies: Record<string, string>) => {
  await write('package.json', { name: 'tried', version: '1.0.0', dependencies });
  const integrity = `sha512-${Buffer.alloc(64).toString('base64')}`;
  const locked = new Map(
    Object.entries(dependencies).map(([name, version]) => [`node_modules/${name}`, { version, integrity }]),
  );
  await write('package-lock.json', {
    name: 'tried',
    version: '1.0.0',
    lockfileVersion: 3,
    packages: {
      '': { name: 'tried', version: '1.0.0', dependencies },
      ...(Object.fromEntries(locked) as object),
    },
  });
};

const prepare = (env: Readonly<Record<string, string>> = {}) => {
  const done = spawnSync(process.execPath, [join(folder.path, 'scripts', 'prepare.mjs')], {
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder.path,
      // A port on which nothing listens: no network is asked, and the answer comes at once.
      npm_config_registry: 'http://127.0.0.1:9',
      npm_config_cache: join(folder.path, 'npm-cache'),
      npm_config_fetch_retries: '0',
      ...env,
    },
  });
  return { code: done.status, said: done.stderr };
};

beforeAll(async () => {
  folder = await temporaryFolder('prepare');
  await mkdir(join(folder.path, 'scripts'));
  await cp(join(root, 'scripts', 'prepare.mjs'), join(folder.path, 'scripts', 'prepare.mjs'));
});
afterAll(() => folder.remove());

verifies(
  'foundation.start.again',
  'packages are installed once, and again when the lockfile changed',
  async () => {
    await project({});
    expect(prepare()).toEqual({ code: 0, said: expect.stringContaining('Installing packages') });
    expect(prepare()).toEqual({ code: 0, said: '' });
    await project({ 'no-such-package-anywhere': '1.0.0' });
    expect(prepare().said).toContain('Installing packages');
  },
);

verifies(
  'foundation.start.fresh-clone',
  'without a network the preparation says so, and what to do',
  async () => {
    await project({ 'no-such-package-anywhere': '1.0.0' });
    const { code, said } = prepare();
    expect(said).toContain('The package registry cannot be reached. Check the network');
    expect(code).toBe(1);
  },
);

verifies('foundation.start.fresh-clone', 'an npm that is too old is told what to do', async () => {
  await project({});
  const { code, said } = prepare({ npm_config_user_agent: 'npm/9.8.1 node/v20.1.0 linux x64' });
  expect(said).toContain('npm/9.8.1 is too old: App Connect needs npm 10 or newer.');
  expect(code).toBe(1);
});
