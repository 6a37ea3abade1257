import { expect, test } from '@jest/globals';
import { instantText } from '../../core/instant-text.ts';

test('an instant is written as toISOString writes it', () => {
  const times = [
    0, 1, 999, 86_399_999, -1, -86_400_001, 4_102_444_799_123, 253_402_300_800_000, -62_198_755_200_001,
  ];
  for (let n = 0; n < 5_000; n++) times.push(Math.floor((Math.random() - 0.3) * 8e14));
  for (const time of times) expect(instantText(new Date(time))).toBe(new Date(time).toISOString());
});

test('what is no date is refused', () => {
  expect(() => instantText(new Date(Number.NaN))).toThrow(RangeError);
});
