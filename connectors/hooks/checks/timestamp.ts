/** Seconds, milliseconds or an ISO instant, as providers write it. Anything else is no time. */
const msOf = (text: string): number => {
  if (/^\d{9,11}$/.test(text)) return Number(text) * 1_000;
  if (/^\d{12,14}$/.test(text)) return Number(text);
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : NaN;
};

/** Why a time is not taken; undefined when it is. */
export const timeProblem = (
  text: string | undefined,
  { now, toleranceSeconds }: { readonly now: Date; readonly toleranceSeconds: number },
): string | undefined => {
  if (text === undefined) return 'it names no time, or several';
  const ms = msOf(text);
  if (Number.isNaN(ms)) return 'its time cannot be read';
  const off = now.getTime() - ms;
  if (off > toleranceSeconds * 1_000) return 'it was signed too long ago';
  return -off > toleranceSeconds * 1_000 ? 'it was signed in the future' : undefined;
};
