import { JqError } from '../error.ts';
import { named, typeError } from '../json.ts';
import type { Value } from '../value.ts';
import { gamma, logGamma, nextAfter, roundEven, split } from './floats.ts';
import type { Plain0, PlainMany, Plains } from './plain.ts';

const numberOf = (value: Value): number => {
  if (typeof value === 'number') return value;
  throw typeError(value, 'number required');
};

const math =
  (work: (number: number) => number): Plain0 =>
  (value) =>
    work(numberOf(value));

const mathOf =
  (work: (...numbers: number[]) => number): PlainMany =>
  (_input, args) =>
    work(...args.map(numberOf));

/** Away from zero, as C rounds; Math.round rounds halves up. */
const round = (number: number): number => Math.sign(number) * Math.round(Math.abs(number));

const isNormal = (number: number): boolean =>
  Number.isFinite(number) && Math.abs(number) >= 2.2250738585072014e-308;

const log2 = (number: number): number => {
  const { fraction, exponent } = split(number);
  return fraction === 0.5 ? exponent - 1 : Math.log2(number);
};

const significand = (number: number): number => {
  const { fraction } = split(number);
  return number === 0 || !Number.isFinite(number) ? number : fraction * 2;
};

const scale = (number: number, power: number): number => {
  const half = Math.trunc(power / 2);
  return number * 2 ** half * 2 ** (power - half);
};

const ieeeRemainder = (a: number, b: number): number => {
  if (!Number.isFinite(a) || b === 0) return Number.NaN;
  return Number.isFinite(b) ? a - b * roundEven(a / b) : a;
};

const fma = (a: number, b: number, c: number): number => a * b + c;

export const numbers: Plains = {
  none: {
    abs: (value) => {
      if (typeof value === 'number') return value < 0 ? -value : value;
      if (value === null || typeof value === 'boolean')
        throw new JqError(`${named(value)} has no absolute value`);
      return value;
    },
    infinite: () => Infinity,
    nan: () => Number.NaN,
    isinfinite: (value) => Math.abs(numberOf(value)) === Infinity,
    isnan: (value) => Number.isNaN(numberOf(value)),
    isnormal: (value) => isNormal(numberOf(value)),
    floor: math(Math.floor),
    ceil: math(Math.ceil),
    round: math(round),
    trunc: math(Math.trunc),
    rint: math(roundEven),
    nearbyint: math(roundEven),
    sqrt: math(Math.sqrt),
    cbrt: math(Math.cbrt),
    fabs: math(Math.abs),
    exp: math(Math.exp),
    exp2: math((number) => 2 ** number),
    exp10: math((number) => 10 ** number),
    pow10: math((number) => 10 ** number),
    expm1: math(Math.expm1),
    log: math(Math.log),
    log2: math(log2),
    log10: math(Math.log10),
    log1p: math(Math.log1p),
    logb: math((number) => {
      if (number === 0) return -Infinity;
      return Number.isFinite(number) ? split(number).exponent - 1 : Math.abs(number);
    }),
    gamma: math(logGamma),
    lgamma: math(logGamma),
    tgamma: math(gamma),
    lgamma_r: math(logGamma),
    significand: math(significand),
    frexp: (value) => {
      const { fraction, exponent } = split(numberOf(value));
      return [fraction, exponent];
    },
    modf: (value) => {
      const number = numberOf(value);
      const whole = Math.trunc(number);
      return [Number.isFinite(number) ? number - whole : 0 * Math.sign(number), whole];
    },
    ...Object.fromEntries(
      (
        [
          'sin',
          'cos',
          'tan',
          'asin',
          'acos',
          'atan',
          'sinh',
          'cosh',
          'tanh',
          'asinh',
          'acosh',
          'atanh',
        ] as const
      ).map((name) => [name, math(Math[name])]),
    ),
  },
  one: {},
  many: {
    'pow/2': mathOf((a = 0, b = 0) => (a === 1 ? 1 : a ** b)),
    'atan2/2': mathOf((a = 0, b = 0) => Math.atan2(a, b)),
    'hypot/2': mathOf((a = 0, b = 0) => Math.hypot(a, b)),
    'fmin/2': mathOf((a = 0, b = 0) => (Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.min(a, b))),
    'fmax/2': mathOf((a = 0, b = 0) => (Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.max(a, b))),
    'fmod/2': mathOf((a = 0, b = 0) => a % b),
    'fdim/2': mathOf((a = 0, b = 0) => (a > b ? a - b : a - b === a - b ? 0 : Number.NaN)),
    'copysign/2': mathOf((a = 0, b = 0) => (b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a))),
    'drem/2': mathOf((a = 0, b = 0) => ieeeRemainder(a, b)),
    'remainder/2': mathOf((a = 0, b = 0) => ieeeRemainder(a, b)),
    'ldexp/2': mathOf((a = 0, b = 0) => scale(a, b)),
    'scalb/2': mathOf((a = 0, b = 0) => scale(a, b)),
    'scalbln/2': mathOf((a = 0, b = 0) => scale(a, b)),
    'nextafter/2': mathOf((a = 0, b = 0) => nextAfter(a, b)),
    'nexttoward/2': mathOf((a = 0, b = 0) => nextAfter(a, b)),
    'fma/3': mathOf((a = 0, b = 0, c = 0) => fma(a, b, c)),
  },
};
