import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SecretPlace } from '../../core/ports.ts';
import {
  newDataKey,
  openSecret,
  sealSecret,
  unwrapKey,
  versionOf,
  wrapKey,
} from '../../platform/vault/cipher.ts';
import { verifies } from '../setup/verifies.ts';

const key = { masterId: 'k1', version: 3, key: newDataKey() };
const place: SecretPlace = { spaceId: 'spc_a', table: 'connections', column: 'token', row: 'con_1' };
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return `${(error as { code: string }).code}: ${(error as Error).message}`;
  }
  return 'read';
};
const unreadable = codeOf(() => versionOf(''));

test('any text comes out as it went in', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (secret) => {
      expect(openSecret(key.key, place, sealSecret(key, place, secret))).toBe(secret);
    }),
  );
});

test('a sealed text names its keys, and is never the same twice', () => {
  const sealed = sealSecret(key, place, 'secret');
  expect(sealed).toMatch(/^v1\.k1\.3\.[\w-]{16}\.[\w-]{8}\.[\w-]{22}$/);
  expect(versionOf(sealed)).toBe(3);
  expect(sealSecret(key, place, 'secret')).not.toBe(sealed);
});

describe('what was sealed in one place', () => {
  verifies('foundation.vault.binding', 'opens in no other row, column, table or space', () => {
    const sealed = sealSecret(key, place, 'secret');
    for (const part of ['spaceId', 'table', 'column', 'row'] as const) {
      const elsewhere = { ...place, [part]: `${place[part]}x` };
      expect(codeOf(() => openSecret(key.key, elsewhere, sealed))).toBe(unreadable);
    }
  });

  test('does not open where the parts only look alike when joined', () => {
    fc.assert(
      fc.property(fc.tuple(fc.string(), fc.string()), fc.tuple(fc.string(), fc.string()), (one, other) => {
        fc.pre(one[0] !== other[0] || one[1] !== other[1]);
        const at = ([column, row]: readonly [string, string]) => ({ ...place, column, row });
        const sealed = sealSecret(key, at(one), 'secret');
        expect(codeOf(() => openSecret(key.key, at(other), sealed))).toBe(unreadable);
      }),
    );
    const sealed = sealSecret(key, { ...place, column: 'a|b', row: 'c' }, 'secret');
    expect(codeOf(() => openSecret(key.key, { ...place, column: 'a', row: 'b|c' }, sealed))).toBe(unreadable);
  });
});

describe('a changed text is refused, always with the same words', () => {
  const sealed = sealSecret(key, place, 'a secret of some length');
  const others = 'AZaz09-_.+/= ';

  test.each(Array.from(sealed, (_, i) => i))('character %d', (i) => {
    for (const other of others) {
      if (other === sealed[i]) continue;
      const changed = sealed.slice(0, i) + other + sealed.slice(i + 1);
      expect(codeOf(() => openSecret(key.key, place, changed))).toBe(unreadable);
    }
  });

  test.each([
    ['a shorter tag', (text: string) => `${text.slice(0, text.lastIndexOf('.') + 1)}AAAAAA`],
    [
      'the first 4 bytes of the tag',
      (text: string) => text.slice(0, text.lastIndexOf('.') + 7).slice(0, -1) + 'A',
    ],
    ['no tag', (text: string) => text.slice(0, text.lastIndexOf('.') + 1)],
    ['a part less', (text: string) => text.slice(0, text.lastIndexOf('.'))],
    ['a part more', (text: string) => `${text}.AAAA`],
    ['no nonce', (text: string) => text.replace(/^(v1\.k1\.3)\.[^.]*/, '$1.')],
    ['another version', (text: string) => text.replace('v1.k1.3', 'v1.k1.4')],
    ['another master key', (text: string) => text.replace('v1.k1', 'v1.k2')],
    ['another format', (text: string) => text.replace('v1.', 'v2.')],
    ['padding', (text: string) => `${text}==`],
    ['a line break', (text: string) => `${text}\n`],
    ['nothing', () => ''],
    ['plain text', () => 'a secret of some length'],
  ])('%s', (_, change) => {
    expect(codeOf(() => openSecret(key.key, place, change(sealed)))).toBe(unreadable);
  });

  test('another key', () => {
    expect(codeOf(() => openSecret(newDataKey(), place, sealed))).toBe(unreadable);
  });
});

test('a wrapped key opens for its holder, its version and its master only', () => {
  const master = { id: 'k1', key: newDataKey() };
  const wrapped = wrapKey(master, { holder: 'spc_a', version: 1 }, key.key);
  expect(unwrapKey(master, { holder: 'spc_a', version: 1 }, wrapped).equals(key.key)).toBe(true);
  expect(codeOf(() => unwrapKey(master, { holder: 'spc_b', version: 1 }, wrapped))).toBe(unreadable);
  expect(codeOf(() => unwrapKey(master, { holder: 'spc_a', version: 2 }, wrapped))).toBe(unreadable);
  expect(codeOf(() => unwrapKey({ ...master, id: 'k2' }, { holder: 'spc_a', version: 1 }, wrapped))).toBe(
    unreadable,
  );
  expect(
    codeOf(() => unwrapKey({ id: 'k1', key: newDataKey() }, { holder: 'spc_a', version: 1 }, wrapped)),
  ).toBe(unreadable);
});
