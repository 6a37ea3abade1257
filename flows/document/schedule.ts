import { cronProblem } from '../../platform/cron.ts';
import { eventStrategy } from './events.ts';
import { duration } from './expressions.ts';
import { fieldsOf } from './fields.ts';
import type { Duration, Schedule } from './model.ts';
import { complain, type Reader } from './reading.ts';
import { text } from './values.ts';
import { isFields } from './words.ts';

export const schedule: Reader<Schedule> = (spot, reading) => {
  const known = ['every', 'cron', 'after', 'on'];
  const fields = fieldsOf(spot, reading, { known });
  if (isFields(spot.value) && fields.names.length === 0) {
    complain(spot, reading, `This starts nothing. Give one of ${known.join(', ')}.`);
  }
  const every = fields.read('every', interval);
  const after = fields.read('after', fixed);
  const expression = fields.read('cron', cron);
  const on = fields.read('on', eventStrategy);
  return {
    ...(every !== undefined && { every }),
    ...(expression !== undefined && { cron: expression }),
    ...(after !== undefined && { after }),
    ...(on !== undefined && { on }),
  };
};

const fixed: Reader<Duration> = (spot, reading) => {
  const given = duration(spot, reading);
  if ('expression' in given) {
    const message =
      'This cannot be an expression: there is no run yet that it could ask. Write the duration itself.';
    complain(spot, reading, message);
  }
  return given;
};

const interval: Reader<Duration> = (spot, reading) => {
  const given = fixed(spot, reading);
  if ('ms' in given && given.ms < 1_000) {
    complain(spot, reading, 'A flow is started every second at most. Write a second or more.');
  }
  return given;
};

const cron: Reader<string> = (spot, reading) => {
  const value = text(spot, reading);
  if (typeof spot.value !== 'string') return value;
  const problem = value.length > 100 ? 'is too long' : cronProblem({ cron: value, timeZone: 'UTC' });
  if (problem === undefined) return value;
  const fields = value.trim().split(/\s+/).length;
  const why = fields === 5 ? `${problem.replace(/\.$/, '')}.` : 'is no cron expression.';
  const rule = 'It has five fields: minute, hour, day of the month, month, day of the week.';
  complain(spot, reading, `"${value.slice(0, 60)}" ${why} ${rule}`);
  return value;
};
