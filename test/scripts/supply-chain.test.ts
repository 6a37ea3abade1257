import { expect, test } from '@jest/globals';
import { readLockfile, resolveFrom, type LockedPackage } from '../../scripts/lockfile.ts';
import { bomOf } from '../../scripts/sbom-document.ts';
import { supplyChainProblems } from '../../scripts/supply-chain-rules.ts';
import { root } from '../setup/sources.ts';
import { verifies } from '../setup/verifies.ts';

const fine: LockedPackage = {
  path: 'node_modules/left',
  name: 'left',
  version: '1.0.0',
  integrity: 'sha512-AAAA',
  license: 'MIT',
  resolved: undefined,
  hasInstallScript: false,
  dev: false,
  optional: false,
  dependencies: {},
};

const judge = (one: Partial<LockedPackage>, allowScripts: Record<string, boolean> = {}, onDisk?: string) =>
  supplyChainProblems([{ ...fine, ...one }], { allowScripts, licenceOnDisk: () => onDisk });

verifies(
  'foundation.habits.supply-chain',
  'a package without integrity, or locked to an address, is refused',
  () => {
    expect(judge({})).toEqual([]);
    expect(judge({ integrity: undefined })).toEqual([expect.stringContaining('no sha512 integrity')]);
    expect(judge({ integrity: 'sha1-AAAA' })).toEqual([expect.stringContaining('no sha512 integrity')]);
    expect(judge({ resolved: 'http://10.0.0.1/left.tgz' })).toEqual([
      expect.stringContaining('locked to an address'),
    ]);
  },
);

verifies(
  'foundation.habits.supply-chain',
  'the licence on disk counts more than the one in the lockfile',
  () => {
    expect(judge({ license: 'MIT' }, {}, 'AGPL-3.0')).toEqual([expect.stringContaining('"AGPL-3.0"')]);
    expect(judge({ license: undefined }, {}, '(GPL-2.0 OR MIT)')).toEqual([]);
    expect(judge({ license: undefined })).toEqual([expect.stringContaining('"none"')]);
    expect(judge({ name: 'axe-core', license: 'MPL-2.0' })).toEqual([]);
    expect(judge({ license: 'MPL-2.0' })).toEqual([expect.stringContaining('"MPL-2.0"')]);
  },
);

verifies(
  'foundation.habits.supply-chain',
  'an install script nobody decided on is refused, and so is a stale decision',
  () => {
    expect(judge({ hasInstallScript: true })).toEqual([expect.stringContaining('has an install script')]);
    expect(judge({ hasInstallScript: true }, { left: false })).toEqual([]);
    expect(judge({}, { left: false })).toEqual([expect.stringContaining('Take it out')]);
  },
);

verifies('foundation.habits.supply-chain', 'a lockfile that npm ci would refuse is found', () => {
  expect(judge({ dependencies: { '@left/darwin-arm64': '1.0.0' } })).toEqual([
    expect.stringContaining('left@1.0.0 wants @left/darwin-arm64'),
  ]);
});

verifies('foundation.habits.supply-chain', 'packages that are known to be unsafe are refused by name', () => {
  expect(judge({ name: 'vm2' })).toEqual([expect.stringContaining('isolated-vm')]);
});

verifies(
  'foundation.habits.supply-chain',
  'the bill of materials is the lockfile, the same bytes each time',
  () => {
    const packages = readLockfile(root);
    const product = { name: 'app-connect', version: '1.0.0', lockDigest: 'a'.repeat(64) };
    const bom = bomOf(product, packages);
    expect(JSON.stringify(bomOf(product, packages))).toBe(JSON.stringify(bom));
    expect(bom.components.length).toBe(
      new Set(packages.map(({ name, version }) => `${name}@${version}`)).size,
    );
    const refs = new Set(bom.components.map((component) => component['bom-ref']));
    const dangling = bom.dependencies.flatMap(({ dependsOn }) => dependsOn.filter((ref) => !refs.has(ref)));
    expect(dangling).toEqual([]);
    const zod = bom.components.find(({ name }) => name === 'zod');
    expect(zod).toMatchObject({ scope: 'required', licenses: [{ license: { id: 'MIT' } }] });
    expect(zod?.hashes?.[0]).toMatchObject({
      alg: 'SHA-512',
      content: expect.stringMatching(/^[0-9a-f]{128}$/),
    });
  },
);

test('a package means the nearest copy of what it needs', () => {
  const at = (path: string): [string, LockedPackage] => [path, { ...fine, path }];
  const packages = new Map([
    at('node_modules/a'),
    at('node_modules/b'),
    at('node_modules/a/node_modules/b'),
    at('node_modules/a/node_modules/c'),
  ]);
  expect(resolveFrom(packages, 'node_modules/a', 'b')?.path).toBe('node_modules/a/node_modules/b');
  expect(resolveFrom(packages, 'node_modules/a/node_modules/c', 'b')?.path).toBe(
    'node_modules/a/node_modules/b',
  );
  expect(resolveFrom(packages, 'node_modules/b', 'a')?.path).toBe('node_modules/a');
  expect(resolveFrom(packages, 'node_modules/b', 'nothing')).toBeUndefined();
});
