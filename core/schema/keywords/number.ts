import { type Keyword, type Keywords, malformed } from '../keyword.ts';
import { fail, show } from '../run.ts';

const limited =
  (keyword: string, [words, fits]: readonly [string, (value: number, limit: number) => boolean]): Keyword =>
  (limit, here) => {
    if (typeof limit !== 'number') return malformed(here, keyword);
    return (value, run) =>
      typeof value !== 'number' ||
      fits(value, limit) ||
      fail(run, `must be ${words} ${limit}, not ${show(run, value)}`);
  };

/** 0.0075 is a multiple of 0.0001, although 0.0075 / 0.0001 is not quite 75 in binary. */
const isMultiple = (value: number, step: number): boolean => {
  const times = value / step;
  if (!Number.isFinite(times)) return value % step === 0;
  return Math.abs(times - Math.round(times)) <= Math.abs(times) * Number.EPSILON;
};

export const numberKeywords: Keywords = {
  minimum: limited('minimum', ['at least', (value, limit) => value >= limit]),
  maximum: limited('maximum', ['at most', (value, limit) => value <= limit]),
  exclusiveMinimum: limited('exclusiveMinimum', ['greater than', (value, limit) => value > limit]),
  exclusiveMaximum: limited('exclusiveMaximum', ['less than', (value, limit) => value < limit]),
  multipleOf: (step, here) => {
    if (typeof step !== 'number' || step <= 0) return malformed(here, 'multipleOf');
    return (value, run) =>
      typeof value !== 'number' ||
      isMultiple(value, step) ||
      fail(run, `must be a multiple of ${step}, not ${show(run, value)}`);
  },
};
