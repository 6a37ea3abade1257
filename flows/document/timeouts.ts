import { durationMs } from '../engine/duration.ts';
import { duration } from './expressions.ts';
import { fieldsOf } from './fields.ts';
import type { Duration } from './model.ts';
import { complain, type Reader } from './reading.ts';
import { isText, named } from './used.ts';

export const timeoutPolicy: Reader<Duration> = (spot, reading) =>
  fieldsOf(spot, reading, { known: ['after'], required: ['after'] }).read('after', duration) ?? { ms: 0 };

/** A policy, or the name of one. */
export const timeout: Reader<Duration> = (spot, reading) => {
  if (!isText(spot)) return timeoutPolicy(spot, reading);
  if (reading.used.timeouts.has(spot.value) || durationMs(spot.value) === undefined) {
    return named(spot, reading, { section: 'timeouts', entries: reading.used.timeouts }) ?? { ms: 0 };
  }
  const message = `A text here is the name of one of "use.timeouts". Write { after: ${spot.value} } for a duration.`;
  complain(spot, reading, message);
  return { ms: 0 };
};
