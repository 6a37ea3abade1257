const day = 86_400_000;
const isoPattern =
  /^P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const isoUnits = [365 * day, 30 * day, 7 * day, day, 3_600_000, 60_000, 1_000];
const units: Readonly<Record<string, number>> = {
  days: day,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1_000,
  milliseconds: 1,
};

/** A hundred years: more is a mistake, and further than dates reach. */
const longest = 36_500 * day;

/** Milliseconds of `PT5S`, or of `{ seconds: 5 }`; undefined when it is neither. A year has 365 days, a month 30. */
export const durationMs = (value: unknown): number | undefined => {
  const ms = typeof value === 'string' ? isoMs(value) : objectMs(value);
  return ms === undefined || !(ms >= 0) || ms > longest ? undefined : ms;
};

const isoMs = (text: string): number | undefined => {
  if (text.length > 100) return undefined;
  const found = isoPattern.exec(text)?.slice(1);
  if (found === undefined || found.every((part) => part === undefined)) return undefined;
  return found.reduce((sum, part, at) => sum + Number(part ?? 0) * (isoUnits[at] ?? 0), 0);
};

const objectMs = (value: unknown): number | undefined => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  let sum = 0;
  for (const [name, count] of Object.entries(value)) {
    const unit = Object.hasOwn(units, name) ? units[name] : undefined;
    if (unit === undefined || typeof count !== 'number') return undefined;
    sum += count * unit;
  }
  return sum;
};
