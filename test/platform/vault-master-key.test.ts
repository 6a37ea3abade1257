import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { loadMasterKeys, parseMasterKeys } from '../../platform/vault/master-key.ts';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'vault-')), 'secrets');
});
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

const bytes = () => randomBytes(32).toString('base64');

test('without a setting a key is made once, for its owner only, and found again', async () => {
  const first = await loadMasterKeys({ setting: undefined, folder });
  const path = join(folder, 'master.key');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readFile(path, 'utf8')).toMatch(/^k1:[A-Za-z0-9+/]{43}=\n$/);
  const second = await loadMasterKeys({ setting: undefined, folder });
  expect(second.current.key.equals(first.current.key)).toBe(true);
  expect(await readdir(folder)).toEqual(['master.key']);
});

test('processes that start together get the same key', async () => {
  const keys = await Promise.all(
    Array.from({ length: 20 }, () => loadMasterKeys({ setting: undefined, folder })),
  );
  expect(keys.every(({ current }) => current.key.equals(keys[0]?.current.key ?? current.key))).toBe(true);
  expect(await readdir(folder)).toEqual(['master.key']);
});

test('a key that others can read is refused, with the command that helps', async () => {
  await loadMasterKeys({ setting: undefined, folder });
  await chmod(join(folder, 'master.key'), 0o640);
  await expect(loadMasterKeys({ setting: undefined, folder })).rejects.toMatchObject({
    code: 'start_failed',
    message: expect.stringContaining('chmod 600'),
  });
});

test('a damaged key file is refused, and left as it is', async () => {
  await loadMasterKeys({ setting: undefined, folder });
  await writeFile(join(folder, 'master.key'), 'k1:AAAA');
  await expect(loadMasterKeys({ setting: undefined, folder })).rejects.toMatchObject({
    code: 'config_invalid',
  });
  expect(await readFile(join(folder, 'master.key'), 'utf8')).toBe('k1:AAAA');
});

test('a setting wins over the file: the first key is in force, the others are older', async () => {
  const keys = await loadMasterKeys({ setting: `new:${bytes()},old:${bytes()},k1:${bytes()}`, folder });
  expect([keys.current.id, keys.previous.map(({ id }) => id)]).toEqual(['new', ['old', 'k1']]);
});

test.each([
  ['', 'nothing'],
  ['k1', 'no key'],
  [`k1:${randomBytes(16).toString('base64')}`, 'too short'],
  [`k1:${randomBytes(48).toString('base64')}`, 'too long'],
  [`K1:${bytes()}`, 'a name in capitals'],
  [`a.b:${bytes()}`, 'a name with a dot'],
  [`k1:${bytes()},`, 'a comma too many'],
  [`k1:${bytes()},k1:${bytes()}`, 'a name twice'],
])('%j is refused: %s', (text) => {
  expect(() => parseMasterKeys(text, 'HUB_MASTER_KEY')).toThrow(/HUB_MASTER_KEY/);
  expect(() => parseMasterKeys(text, 'HUB_MASTER_KEY')).toThrow(
    expect.not.stringContaining(text.slice(3, 20) || 'x'),
  );
});
