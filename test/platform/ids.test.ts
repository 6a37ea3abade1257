import { afterEach, expect, jest, test } from '@jest/globals';
import { idPattern, newId } from '../../platform/ids.ts';

afterEach(() => void jest.restoreAllMocks());

const many = (count: number): string[] => Array.from({ length: count }, () => newId('run'));

test('ids of one process sort as they were made, however many there are in a millisecond', () => {
  const ids = many(50_000);
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids.slice(0, 100)) expect(id).toMatch(idPattern('run'));
});

test('a clock that is set back changes nothing in that', () => {
  const now = Date.now();
  const clock = jest.spyOn(Date, 'now').mockReturnValue(now + 5_000);
  const before = many(3);
  clock.mockReturnValue(now - 3_600_000);
  const ids = [...before, ...many(300)];
  clock.mockReturnValue(now + 5_001);
  ids.push(...many(3));
  expect(ids.toSorted()).toEqual(ids);
});

test('what follows in the same millisecond cannot be guessed from what came before', () => {
  jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);
  const ends = many(2_000).map((id) => id.slice(-6));
  expect(new Set(ends).size).toBeGreaterThan(1_990);
});

test('the time stands in front', () => {
  jest.spyOn(Date, 'now').mockReturnValue(Date.UTC(2300, 0, 1));
  const letters = '0123456789abcdefghjkmnpqrstvwxyz';
  const time = [...newId('run').slice(4, 14)].reduce((sum, letter) => sum * 32 + letters.indexOf(letter), 0);
  expect(time).toBe(Date.UTC(2300, 0, 1));
});
