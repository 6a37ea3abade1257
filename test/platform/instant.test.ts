import { expect, test } from '@jest/globals';
import { readInstant } from '../../platform/db/instant.ts';

test.each([
  ['2026-01-31 10:00:00+00', '2026-01-31T10:00:00.000Z'],
  ['2026-01-31 10:00:00.1+00', '2026-01-31T10:00:00.100Z'],
  ['2026-01-31 10:00:00.12+00', '2026-01-31T10:00:00.120Z'],
  ['2026-01-31 10:00:00.123+00', '2026-01-31T10:00:00.123Z'],
  ['2026-12-01 23:59:59.123999+00', '2026-12-01T23:59:59.123Z'],
  ['0100-02-28 00:00:00+00', '0100-02-28T00:00:00.000Z'],
])('reads %s', (text, expected) => {
  expect(readInstant(text)?.toISOString()).toBe(expected);
});

test.each([
  'infinity',
  '-infinity',
  '2026-01-31 10:00:00+01',
  '0044-03-15 00:00:00+00 BC',
  '10000-01-01 00:00:00.123456+00',
  '0001-01-01 00:00:00+00',
])('leaves %s to the driver', (text) => {
  expect(readInstant(text)).toBeUndefined();
});
