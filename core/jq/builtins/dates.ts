import { JqError } from '../error.ts';
import { madeText, spendOn } from '../meter.ts';
import { isArray, type Value } from '../value.ts';
import { momentOf, secondsOf, type Moment } from './calendar.ts';
import type { Plain1, Plains } from './plain.ts';
import { strftime, strptime } from './strftime.ts';

/** Dates are in UTC, also where jq would ask the machine for its zone: the same flow says the same everywhere. */

const fieldsOf = ({
  year,
  month,
  day,
  hours,
  minutes,
  seconds,
  weekday,
  yearDay,
}: Moment): readonly number[] => [...[year, month, day, hours, minutes, seconds], ...[weekday, yearDay]];

const gmtime = (value: Value): Value => {
  if (typeof value !== 'number') throw new JqError('gmtime() requires numeric inputs');
  const moment = momentOf(value);
  if (moment === undefined) throw new JqError('error converting number of seconds since epoch to datetime');
  return fieldsOf(moment);
};

/** Seconds of the fields of a date; undefined when one of them is no number. */
const secondsOfFields = (fields: readonly Value[]): number | undefined => {
  const given = fields
    .slice(0, 8)
    .map((field) => (typeof field === 'number' ? Math.trunc(field) : Number.NaN));
  if (given.some(Number.isNaN)) return undefined;
  const [year = 1900, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = given;
  return secondsOf({ year, month, day, hours, minutes, seconds });
};

const mktime = (value: Value): Value => {
  if (!isArray(value)) throw new JqError('mktime requires array inputs');
  const seconds = secondsOfFields(value);
  if (seconds === undefined) throw new JqError('mktime requires parsed datetime inputs');
  if (Number.isNaN(seconds)) throw new JqError('invalid gmtime representation');
  return Math.floor(seconds);
};

const formatDate =
  (name: string): Plain1 =>
  (value, format, meter) => {
    if (typeof value !== 'number' && !isArray(value)) {
      throw new JqError(`${name}/1 requires parsed datetime inputs`);
    }
    const seconds = typeof value === 'number' ? value : secondsOfFields(value);
    const moment = seconds === undefined ? undefined : momentOf(seconds);
    if (moment === undefined) throw new JqError(`${name}/1 requires parsed datetime inputs`);
    if (typeof format !== 'string') throw new JqError(`${name}/1 requires a string format`);
    spendOn(meter, format.length);
    const text = strftime(moment, format);
    madeText(meter, text.length);
    return text;
  };

const readDate: Plain1 = (value, format, meter) => {
  if (typeof value !== 'string' || typeof format !== 'string') {
    throw new JqError('strptime/1 requires string inputs and arguments');
  }
  spendOn(meter, value.length + format.length);
  const found = strptime(value, format);
  if (found === undefined) throw new JqError(`date "${value}" does not match format "${format}"`);
  const fields = fieldsOf(found.moment);
  return found.rest === '' ? fields : [...fields, found.rest];
};

export const dates: Plains = {
  none: {
    now: (_input, { now }) => {
      if (now === null) throw new JqError('The time is not known here: the caller did not tell it');
      return now;
    },
    gmtime,
    localtime: gmtime,
    mktime,
  },
  one: { strftime: formatDate('strftime'), strflocaltime: formatDate('strflocaltime'), strptime: readDate },
  many: {},
};
