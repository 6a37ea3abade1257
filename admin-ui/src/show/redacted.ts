/** What stands in a journal in place of a value that must not be read there: `***1***`, `***name***`. */
const mark = /\*\*\*(?:[^*\s]{0,80}\*\*\*)?/;
const whole = /^\*\*\*(?:[^*\s]{0,80}\*\*\*)?$/;

export const isRedacted = (value: unknown): boolean => typeof value === 'string' && whole.test(value);

export const holdsRedacted = (value: unknown): boolean => {
  if (typeof value === 'string') return mark.test(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(holdsRedacted);
};
