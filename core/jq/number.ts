/**
 * A number as jq prints it: the shortest digits that read back the same, but with jq's own rule of when to use an
 * exponent (`1e+17`, `1e-05`). Infinity has no form in JSON, so the largest number stands for it.
 */
export const formatNumber = (number: number): string => {
  if (Number.isInteger(number) && number < 1e15 && number > -1e15) {
    return Object.is(number, -0) ? '-0' : `${number}`;
  }
  if (Number.isNaN(number)) return 'null';
  if (!Number.isFinite(number)) return number > 0 ? '1.7976931348623157e+308' : '-1.7976931348623157e+308';
  const [mantissa = '', power = '0'] = Math.abs(number).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const point = Number(power) + 1;
  return `${number < 0 ? '-' : ''}${place(digits, point)}`;
};

/** `point` is where the decimal point stands, counted from the first digit. */
const place = (digits: string, point: number): string => {
  if (point <= -4 || point > digits.length + 15) {
    const power = point - 1;
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    return `${digits.charAt(0)}${fraction}e${power < 0 ? '-' : '+'}${`${Math.abs(power)}`.padStart(2, '0')}`;
  }
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return digits + '0'.repeat(point - digits.length);
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
};

const literal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A number as `tonumber` reads it; undefined when the text is none. */
export const readNumber = (text: string): number | undefined => {
  if (literal.test(text)) return Number(text);
  return /^-?nan$/.test(text) ? Number.NaN : undefined;
};
