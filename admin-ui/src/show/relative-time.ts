/** From how many seconds on a unit is used, and how many it has. Weeks would be one more thing to reckon with. */
const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, from: number, size: number])[] = [
  ['year', 63_072_000, 31_536_000],
  ['month', 5_184_000, 2_592_000],
  ['day', 86_400, 86_400],
  ['hour', 3_600, 3_600],
  ['minute', 60, 60],
];

/** "3 hours ago", "in 2 days", in the reader's language; less than a minute is now. */
export const relativeTime = (language: string, instant: number, now: number): string => {
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const seconds = (instant - now) / 1000;
  const step = steps.find(([, from]) => Math.abs(seconds) >= from);
  return step === undefined
    ? format.format(0, 'second')
    : format.format(Math.trunc(seconds / step[2]), step[0]);
};

export const exactTime = (language: string, instant: number): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'long' }).format(instant);

export const shortTime = (language: string, instant: number): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(instant);
