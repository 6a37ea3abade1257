/** Dates as jq keeps them: [year, month from 0, day, hours, minutes, seconds, weekday, day of the year], in UTC. */
export interface Moment {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly weekday: number;
  readonly yearDay: number;
}

const dayMs = 86_400_000;

/** Date.UTC takes the years 0 to 99 for 1900 to 1999; this does not. */
const utc = (year: number, month: number, day: number): number => {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return date.getTime();
};

/** Seconds since 1970 of what the fields say, also where they are beyond their ends: the 32nd is the 1st. */
export const secondsOf = ({
  year,
  month,
  day,
  hours,
  minutes,
  seconds,
}: Omit<Moment, 'weekday' | 'yearDay'>): number =>
  utc(year, month, day) / 1000 + hours * 3600 + minutes * 60 + seconds;

/** Undefined for what no calendar reaches. */
export const momentOf = (seconds: number): Moment | undefined => {
  const date = new Date(Math.floor(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return undefined;
  const year = date.getUTCFullYear();
  const midnight = utc(year, date.getUTCMonth(), date.getUTCDate());
  return {
    year,
    month: date.getUTCMonth(),
    day: date.getUTCDate(),
    hours: date.getUTCHours(),
    minutes: date.getUTCMinutes(),
    seconds: date.getUTCSeconds() + (seconds - Math.floor(seconds)),
    weekday: date.getUTCDay(),
    yearDay: Math.round((midnight - utc(year, 0, 1)) / dayMs),
  };
};

export const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
export const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

/** The week of ISO 8601 with the year that it belongs to. */
export const isoWeek = (moment: Moment): { readonly week: number; readonly year: number } => {
  const weekday = (moment.weekday + 6) % 7;
  const thursday = momentOf(secondsOf({ ...moment, day: moment.day - weekday + 3 }));
  if (thursday === undefined) return { week: 1, year: moment.year };
  return { week: Math.floor(thursday.yearDay / 7) + 1, year: thursday.year };
};
