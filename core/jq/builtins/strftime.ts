import { JqError } from '../error.ts';
import { isoWeek, momentOf, months, secondsOf, weekdays, type Moment } from './calendar.ts';

/** `%Y` and its like, as C's strftime writes them in the locale C and in UTC. */

const two = (number: number, fill = '0'): string => `${Math.trunc(number)}`.padStart(2, fill);

const composed: Readonly<Record<string, string>> = {
  ...{ D: '%m/%d/%y', F: '%Y-%m-%d', R: '%H:%M', T: '%H:%M:%S', r: '%I:%M:%S %p' },
  ...{ c: '%a %b %e %H:%M:%S %Y', x: '%m/%d/%y', X: '%H:%M:%S', h: '%b', '+': '%a %b %e %H:%M:%S %Z %Y' },
};

const hour12 = ({ hours }: Moment): number => (hours % 12 === 0 ? 12 : hours % 12);

const writers: Readonly<Record<string, (moment: Moment) => string>> = {
  a: ({ weekday }) => (weekdays[weekday] ?? '?').slice(0, 3),
  A: ({ weekday }) => weekdays[weekday] ?? '?',
  b: ({ month }) => (months[month] ?? '?').slice(0, 3),
  B: ({ month }) => months[month] ?? '?',
  C: ({ year }) => two(Math.floor(year / 100)),
  d: ({ day }) => two(day),
  e: ({ day }) => two(day, ' '),
  g: (moment) => two(isoWeek(moment).year % 100),
  G: (moment) => `${isoWeek(moment).year}`,
  H: ({ hours }) => two(hours),
  I: (moment) => two(hour12(moment)),
  j: ({ yearDay }) => `${yearDay + 1}`.padStart(3, '0'),
  k: ({ hours }) => two(hours, ' '),
  l: (moment) => two(hour12(moment), ' '),
  m: ({ month }) => two(month + 1),
  M: ({ minutes }) => two(minutes),
  n: () => '\n',
  p: ({ hours }) => (hours < 12 ? 'AM' : 'PM'),
  P: ({ hours }) => (hours < 12 ? 'am' : 'pm'),
  s: (moment) => `${Math.floor(secondsOf(moment))}`,
  S: ({ seconds }) => two(seconds),
  t: () => '\t',
  u: ({ weekday }) => `${weekday === 0 ? 7 : weekday}`,
  U: ({ yearDay, weekday }) => two(Math.floor((yearDay + 7 - weekday) / 7)),
  V: (moment) => two(isoWeek(moment).week),
  w: ({ weekday }) => `${weekday}`,
  W: ({ yearDay, weekday }) => two(Math.floor((yearDay + 7 - ((weekday + 6) % 7)) / 7)),
  y: ({ year }) => two(((year % 100) + 100) % 100),
  Y: ({ year }) => `${year}`,
  z: () => '+0000',
  Z: () => 'UTC',
  '%': () => '%',
};

export const strftime = (moment: Moment, format: string): string =>
  format.replace(/%[-_0^#EO]?([a-zA-Z%+])/g, (found, letter: string) => {
    const parts = composed[letter];
    if (parts !== undefined) return strftime(moment, parts);
    const written = writers[letter]?.(moment);
    if (written === undefined) return found;
    return found.startsWith('%-') ? written.replace(/^[0 ]+(?=.)/, '') : written;
  });

interface Reading {
  year: number;
  month: number;
  day: number;
  hours: number;
  minutes: number;
  seconds: number;
  afternoon: boolean | null;
  offset: number;
  epoch: number | null;
  yearDay: number | null;
}

type Reader = readonly [pattern: RegExp, take: (reading: Reading, found: string) => void];

const nameReader = (names: readonly string[], take: (reading: Reading, at: number) => void): Reader => [
  new RegExp(names.flatMap((name) => [name, name.slice(0, 3)]).join('|'), 'iy'),
  (reading, found) => {
    take(
      reading,
      names.findIndex((name) => name.slice(0, 3).toLowerCase() === found.slice(0, 3).toLowerCase()),
    );
  },
];

const digits = (
  most: number,
  [low, high]: readonly [number, number],
  take: (reading: Reading, number: number) => void,
): Reader => [
  new RegExp(`\\s*(\\d{1,${most}})`, 'y'),
  (reading, found) => {
    const number = Number(found);
    if (number < low || number > high) throw new JqError('out of range');
    take(reading, number);
  },
];

const none = (): void => undefined;
const weekday = nameReader(weekdays, none);
const monthName = nameReader(months, (reading, month) => (reading.month = month));
const day = digits(2, [1, 31], (reading, number) => (reading.day = number));
const hours = digits(2, [0, 23], (reading, number) => (reading.hours = number));
const hours12 = digits(2, [1, 12], (reading, number) => (reading.hours = number % 12));
const blank: Reader = [/\s*/y, none];

const readers: Readonly<Record<string, Reader>> = {
  ...{ a: weekday, A: weekday, b: monthName, B: monthName, h: monthName, d: day, e: day },
  ...{ H: hours, k: hours, I: hours12, l: hours12, n: blank, t: blank },
  j: digits(3, [1, 366], (reading, number) => (reading.yearDay = number - 1)),
  m: digits(2, [1, 12], (reading, number) => (reading.month = number - 1)),
  M: digits(2, [0, 59], (reading, number) => (reading.minutes = number)),
  S: digits(2, [0, 61], (reading, number) => (reading.seconds = number)),
  y: digits(2, [0, 99], (reading, number) => (reading.year = number < 69 ? 2000 + number : 1900 + number)),
  Y: [/\s*[+-]?\d{1,4}/y, (reading, found) => (reading.year = Number(found))],
  p: [/am|pm/iy, (reading, found) => (reading.afternoon = found.toLowerCase() === 'pm')],
  s: [/\s*\d{1,12}/y, (reading, found) => (reading.epoch = Number(found))],
  u: digits(1, [1, 7], none),
  w: digits(1, [0, 6], none),
  U: digits(2, [0, 53], none),
  V: digits(2, [0, 53], none),
  W: digits(2, [0, 53], none),
  z: [/\s*(?:Z|[+-]\d{2}:?(?:\d{2})?)/y, none],
  Z: [/[A-Za-z]+/y, none],
  '%': [/%/y, none],
};

/** The moment that a text tells, and what is left of the text; undefined when it does not fit the format. */
export const strptime = (
  text: string,
  format: string,
): { readonly moment: Moment; readonly rest: string } | undefined => {
  const reading: Reading = {
    ...{ year: 1900, month: 0, day: 0, hours: 0, minutes: 0, seconds: 0 },
    ...{ afternoon: null, offset: 0, epoch: null, yearDay: null },
  };
  const end = readAll(text, format, reading);
  if (end === undefined || (end < text.length && !/\s/.test(text.charAt(end)))) return undefined;
  return { moment: finish(reading), rest: text.slice(end) };
};

const readAll = (text: string, format: string, reading: Reading): number | undefined => {
  let at = 0;
  for (const [piece, letter] of expand(format).matchAll(/%[-_0^#EO]?([a-zA-Z%+])|\s+|[^]/g)) {
    const [pattern, take] = letter === undefined ? literal(piece) : (readers[letter] ?? literal(piece));
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found === undefined) return undefined;
    at += found.length;
    try {
      take(reading, found.trim());
    } catch {
      return undefined;
    }
  }
  return at;
};

const literal = (piece: string): Reader => [
  piece.trim() === '' ? /\s*/y : new RegExp(piece.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'y'),
  none,
];

const expand = (format: string): string =>
  format.replace(/%([DFRTrcxX])/g, (found, letter: string) => composed[letter] ?? found);

const finish = (reading: Reading): Moment => {
  if (reading.epoch !== null) {
    const moment = momentOf(reading.epoch);
    if (moment !== undefined) return moment;
  }
  const hours = reading.afternoon === true ? reading.hours + 12 : reading.hours;
  const known =
    reading.yearDay === null
      ? { ...reading, hours }
      : { ...reading, hours, month: 0, day: reading.yearDay + 1 };
  const date = momentOf(secondsOf({ ...known, hours: 0, minutes: 0, seconds: 0 }));
  const fields =
    reading.yearDay === null ? known : { ...known, month: date?.month ?? 0, day: date?.day ?? 1 };
  const { year, month, day, minutes, seconds } = fields;
  return {
    ...{ year, month, day, hours, minutes, seconds },
    weekday: date?.weekday ?? 0,
    yearDay: date?.yearDay ?? 0,
  };
};
