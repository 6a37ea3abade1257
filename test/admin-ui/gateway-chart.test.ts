import { expect, test } from '@jest/globals';
import { linePath, lonelyPoints } from '../../admin-ui/src/gateway/traffic/line-path.ts';

const x = (at: number): number => at * 10;
const y = (value: number): number => 70 - value;

test('a line is broken where there is nothing', () => {
  expect(linePath([1, 2, null, 3, 4], x, y)).toBe('M0.0 69.0L10.0 68.0M30.0 67.0L40.0 66.0');
});

test.each([
  [[null, 5, null], 'M10.0 65.0h0'],
  [[null, null, 5], 'M20.0 65.0h0'],
  [[5], 'M0.0 65.0h0'],
])('a point that stands alone is a dot within the chart: %j', (values, path) => {
  expect(linePath(lonelyPoints(values), x, y)).toBe(path);
});

test('points with a neighbour are no dots', () => {
  expect(lonelyPoints([1, 2, null, 3, null, null, 4, 5])).toEqual([
    ...[null, null, null, 3],
    ...[null, null, null, null],
  ]);
});
