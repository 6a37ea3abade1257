/** What C's library of mathematics does with doubles and JavaScript's does not. */

/** Halves to the even side. */
export const roundEven = (number: number): number => {
  if (!Number.isFinite(number) || Math.abs(number) >= 2 ** 52) return number;
  const below = Math.floor(number);
  const part = number - below;
  if (part === 0.5) return below % 2 === 0 ? below : below + 1;
  return part < 0.5 ? below : below + 1;
};

export interface Parts {
  /** Between one half and one, or as it is for zero and what is not finite. */
  readonly fraction: number;
  readonly exponent: number;
}

const bitsOf = (number: number): DataView => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, number);
  return view;
};

export const split = (number: number): Parts => {
  if (number === 0 || !Number.isFinite(number)) return { fraction: number, exponent: 0 };
  const isSmall = Math.abs(number) < 2.2250738585072014e-308;
  const scaled = isSmall ? number * 2 ** 54 : number;
  const exponent = ((bitsOf(scaled).getUint16(0) >> 4) & 0x7ff) - 1022;
  return { fraction: scaled / 2 ** exponent, exponent: isSmall ? exponent - 54 : exponent };
};

export const nextAfter = (from: number, to: number): number => {
  if (Number.isNaN(from) || Number.isNaN(to)) return Number.NaN;
  if (from === to) return to;
  if (from === 0) return to > 0 ? Number.MIN_VALUE : -Number.MIN_VALUE;
  const view = bitsOf(from);
  const away = to > from === from > 0;
  view.setBigInt64(0, view.getBigInt64(0) + (away ? 1n : -1n));
  return view.getFloat64(0);
};

/** Lanczos' approximation, good to some 15 digits. */
const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

const series = (number: number): number =>
  lanczos.reduce((sum, factor, at) => (at === 0 ? factor : sum + factor / (number + at)), 0);

export const gamma = (number: number): number => {
  if (Number.isInteger(number)) {
    if (number <= 0) return number === 0 ? 1 / number : Number.NaN;
    if (number > 171) return Infinity;
    let product = 1;
    for (let factor = 2; factor < number; factor += 1) product *= factor;
    return product;
  }
  if (number < 0.5) return Math.PI / (Math.sin(Math.PI * number) * gamma(1 - number));
  const shifted = number - 1;
  const base = shifted + 7.5;
  const half = base ** ((shifted + 0.5) / 2);
  return Math.sqrt(2 * Math.PI) * half * Math.exp(-base) * half * series(shifted);
};

export const logGamma = (number: number): number => {
  if (!Number.isFinite(number)) return Number.isNaN(number) ? number : Infinity;
  if (number <= 0 && Number.isInteger(number)) return Infinity;
  if (number === 1 || number === 2) return 0;
  if (number < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * number))) - logGamma(1 - number);
  const shifted = number - 1;
  const base = shifted + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(series(shifted));
};
