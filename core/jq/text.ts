/** Strings by code points, as jq counts them. Most have no surrogates, and for those nothing is counted. */

const surrogate = /[\ud800-\udfff]/;

export const hasSurrogates = (text: string): boolean => surrogate.test(text);

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

export const codePointLength = (text: string): number => {
  if (!hasSurrogates(text)) return text.length;
  let count = 0;
  for (let at = 0; at < text.length; at += widthAt(text, at)) count += 1;
  return count;
};

const widthAt = (text: string, at: number): number =>
  isHigh(text.charCodeAt(at)) && isLow(text.charCodeAt(at + 1)) ? 2 : 1;

export const sliceCodePoints = (text: string, start: number, end: number): string => {
  if (!hasSurrogates(text)) return text.slice(start, end);
  const from = unitAt(text, start);
  return text.slice(from, from + unitAt(text.slice(from), end - start));
};

const unitAt = (text: string, codePoints: number): number => {
  let at = 0;
  for (let count = 0; count < codePoints && at < text.length; count += 1) at += widthAt(text, at);
  return at;
};

/** Turns offsets in UTF-16 units into offsets in code points; the offsets it is asked for must not go down. */
export const codePointOffsets = (text: string): ((unit: number) => number) => {
  if (!hasSurrogates(text)) return (unit) => unit;
  let at = 0;
  let count = 0;
  return (unit) => {
    if (unit < at) {
      at = 0;
      count = 0;
    }
    for (; at < unit; at += widthAt(text, at)) count += 1;
    return count;
  };
};

export const explode = (text: string): number[] => {
  const points: number[] = [];
  for (let at = 0; at < text.length; at += widthAt(text, at)) points.push(text.codePointAt(at) ?? 0);
  return points;
};

/** By code points, which is how bytes of UTF-8 compare; UTF-16 units differ where surrogates come in. */
export const compareText = (a: string, b: string): number => {
  if (a === b) return 0;
  if (!hasSurrogates(a) && !hasSurrogates(b)) return a < b ? -1 : 1;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const one = a.charCodeAt(at);
    const other = b.charCodeAt(at);
    if (one !== other) return raised(one) - raised(other);
  }
  return a.length - b.length;
};

/** Surrogates stand for code points above all single units. */
const raised = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);
