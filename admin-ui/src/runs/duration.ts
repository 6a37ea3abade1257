const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

const formats = new Map<string, Intl.NumberFormat>();

const write = (language: string, value: number, unit: string): string => {
  const digits = unit === 'second' && value < 10 ? 1 : 0;
  const key = `${language} ${unit} ${digits}`;
  const options = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: digits } as const;
  const format = formats.get(key) ?? new Intl.NumberFormat(language, options);
  formats.set(key, format);
  return format.format(value);
};

/** "12 ms", "2.4 sec", "3 min 20 sec", "2 days 4 hr": the two largest units, because the third says nothing. */
export const durationText = (language: string, ms: number): string => {
  const rounded = Math.max(0, Math.round(ms));
  if (rounded < 1_000) return write(language, rounded, 'millisecond');
  if (rounded < 59_500) return write(language, rounded / 1_000, 'second');
  let rest = Math.round(rounded / 1_000) * 1_000;
  const parts: string[] = [];
  for (const [unit, size] of units) {
    if (parts.length === 2) break;
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(write(language, count, unit));
    // "2 days 4 sec" would be a strange precision.
    else if (parts.length > 0) break;
  }
  return parts.join(' ');
};
