import { formats } from '../formats.ts';
import { counted, type Keywords, malformed } from '../keyword.ts';
import { patternFor } from '../pattern.ts';
import { lengthOf } from '../plain.ts';
import { fail, type Run, shorten, show, spend } from '../run.ts';

const counting = (run: Run, text: string): number => {
  spend(run, text.length >> 6);
  return lengthOf(text);
};

export const stringKeywords: Keywords = {
  minLength: counted('minLength', (limit) => (value, run) => {
    // A character takes one or two units: only texts in between have to be counted.
    if (typeof value !== 'string' || value.length >= limit * 2) return true;
    const length = counting(run, value);
    return length >= limit || fail(run, `must have at least ${limit} characters, not ${length}`);
  }),
  maxLength: counted('maxLength', (limit) => (value, run) => {
    if (typeof value !== 'string' || value.length <= limit) return true;
    const length = counting(run, value);
    return length <= limit || fail(run, `must have at most ${limit} characters, not ${length}`);
  }),
  pattern: (parameter, here) => {
    if (typeof parameter !== 'string') return malformed(here, 'pattern');
    const pattern = patternFor(parameter, here.workshop);
    if (pattern === null) return null;
    const shown = shorten(parameter, 100);
    return (value, run) => {
      if (typeof value !== 'string') return true;
      spend(run, pattern.steps(value));
      if (run.fuel < 0) return false;
      return pattern.matches(value) || fail(run, `must match the pattern ${shown}, not ${show(run, value)}`);
    };
  },
  format: (parameter, here) => {
    if (!here.workshop.formats) return null;
    if (typeof parameter !== 'string') return malformed(here, 'format');
    const format = Object.hasOwn(formats, parameter) ? formats[parameter] : undefined;
    if (format === undefined) return null;
    return (value, run) => {
      if (typeof value !== 'string') return true;
      spend(run, value.length >> 6);
      return format.fits(value) || fail(run, `must be ${format.words}, not ${show(run, value)}`);
    };
  },
};
