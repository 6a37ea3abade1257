import type { Translate } from '../messages/translate.ts';

interface Words {
  readonly t: Translate;
  readonly language: string;
}

const two = (number: string): string => number.padStart(2, '0');
const numbers = /^\d{1,2}(,\d{1,2})*$/;
const range = /^(\d{1,2})-(\d{1,2})$/;
const step = /^\*\/(\d{1,2})$/;

const listed = (language: string, words: readonly string[]): string =>
  new Intl.ListFormat(language, { type: 'conjunction' }).format(words);

/** "*" and numbers of which there are at most so many, with ranges: what is left keeps the sign it has. */
const named = (field: string, name: (number: number) => string, { t, language }: Words): string =>
  listed(
    language,
    field.split(',').map((part) => {
      const [, from, to] = range.exec(part) ?? [];
      if (from !== undefined && to !== undefined)
        return t('cron.range', { from: name(Number(from)), to: name(Number(to)) });
      return /^\d{1,2}$/.test(part) ? name(Number(part)) : part;
    }),
  );

const sayTime = (minute: string, hour: string, { t, language }: Words): string => {
  const every = step.exec(minute)?.[1] ?? (minute === '*' ? '1' : undefined);
  const hours = range.exec(hour);
  if (every !== undefined) {
    const count = t('cron.minutes', { count: Number(every) });
    if (hour === '*') return count;
    if (hours !== null)
      return t('cron.between', {
        what: count,
        from: `${two(hours[1] ?? '')}:00`,
        to: `${two(hours[2] ?? '')}:59`,
      });
    return t('cron.inHours', { what: count, hours: hour });
  }
  if (numbers.test(minute) && numbers.test(hour)) {
    const times = hour.split(',').flatMap((h) => minute.split(',').map((m) => `${two(h)}:${two(m)}`));
    return t('cron.at', { times: listed(language, times) });
  }
  const everyHour = step.exec(hour)?.[1] ?? (hour === '*' ? '1' : undefined);
  const at = numbers.test(minute) ? listed(language, minute.split(',').map(two)) : minute;
  if (everyHour !== undefined) return t('cron.hours', { count: Number(everyHour), minute: at });
  return t('cron.inHours', { what: t('cron.atMinute', { minute: at }), hours: hour.replace('-', '–') });
};

/** A cron expression of five fields in words; undefined where it has another shape. */
export const sayCron = (cron: string, words: Words): string | undefined => {
  const [minute, hour, day, month, weekday, ...more] = cron.trim().split(/\s+/);
  if (minute === undefined || hour === undefined || day === undefined) return undefined;
  if (month === undefined || weekday === undefined || more.length > 0) return undefined;
  if (!/^[\d*,/-]+$/.test(minute + hour + day + month) || !/^[\w*,/#-]+$/.test(weekday)) return undefined;
  const { t, language } = words;
  const weekdayOf = (number: number): string =>
    // The fourth of January 1970 was a Sunday.
    new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(
      Date.UTC(1970, 0, 4 + (number % 7)),
    );
  const monthOf = (number: number): string =>
    new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' }).format(
      Date.UTC(1970, number - 1, 1),
    );
  const days = day === '*' ? undefined : t('cron.days', { days: named(day, String, words) });
  const weekdays = weekday === '*' ? undefined : named(weekday, weekdayOf, words);
  // Where both are said, either is enough: so it has always been with cron.
  const both =
    days === undefined || weekdays === undefined ? undefined : t('cron.or', { one: days, other: weekdays });
  return [
    sayTime(minute, hour, words),
    both ?? days ?? weekdays,
    month === '*' ? undefined : t('cron.months', { months: named(month, monthOf, words) }),
  ]
    .filter((part) => part !== undefined)
    .join(', ');
};
