import { expect, test } from '@jest/globals';
import { openTrusted, trustMs } from '../../platform/trusted.ts';

const trial = (most = 10) => {
  let now = 0;
  let reads = 0;
  const trusted = openTrusted<number>({ clock: { monotonic: () => now }, most });
  return {
    trusted,
    get: (key: string) => trusted.get(key, async () => (reads += 1)),
    reads: () => reads,
    pass: (ms: number) => {
      now += ms;
    },
  };
};

test('those who ask within a second share one reading, at once or one after the other', async () => {
  const { get, reads, pass } = trial();
  expect(await Promise.all([get('a'), get('a')])).toEqual([1, 1]);
  pass(trustMs - 1);
  expect(await get('a')).toBe(1);
  pass(1);
  expect(await get('a')).toBe(2);
  expect(reads()).toBe(2);
});

test('after a change all is read anew', async () => {
  const { trusted, get } = trial();
  await get('a');
  trusted.forget();
  expect(await get('a')).toBe(2);
});

test('a failure is told to those who asked, and not kept', async () => {
  const { trusted, get } = trial();
  await expect(
    trusted.get('a', async () => {
      throw new Error('away');
    }),
  ).rejects.toThrow('away');
  expect(await get('a')).toBe(1);
});

test('what was asked for the longest ago goes first', async () => {
  const { get } = trial(2);
  expect([await get('a'), await get('b'), await get('c')]).toEqual([1, 2, 3]);
  expect([await get('b'), await get('c'), await get('a')]).toEqual([2, 3, 4]);
});
