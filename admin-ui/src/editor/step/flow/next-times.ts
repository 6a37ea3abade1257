/** When a cron expression of five fields comes next, in UTC. The hub has the last word: this is what a person looks at. */

const ranges = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;

const names: Readonly<Record<number, readonly string[]>> = {
  3: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  4: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
};

const numberOf = (text: string, field: number): number => {
  const at = names[field]?.indexOf(text.toLowerCase()) ?? -1;
  if (at >= 0) return field === 3 ? at + 1 : at;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
};

const valuesOf = (text: string, field: number): ReadonlySet<number> | undefined => {
  const [lowest, highest] = ranges[field] ?? [0, 0];
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const [span = '', every = '1', ...more] = part.split('/');
    const step = Number(every);
    if (more.length > 0 || !/^\d+$/.test(every) || step < 1) return undefined;
    const [first = '', last, ...rest] = span.split('-');
    if (rest.length > 0) return undefined;
    const from = span === '*' ? lowest : numberOf(first, field);
    const to =
      span === '*'
        ? highest
        : last === undefined
          ? part.includes('/')
            ? highest
            : from
          : numberOf(last, field);
    if (!(from >= lowest && to <= highest && from <= to)) return undefined;
    for (let value = from; value <= to; value += step) found.add(field === 4 ? value % 7 : value);
  }
  return found;
};

const minute = 60_000;
const day = 24 * 60 * minute;
const mostDays = 366 * 5;

/** Undefined: this is no such expression. Empty: it never comes. */
export const nextTimes = (cron: string, count: number, now = Date.now()): readonly number[] | undefined => {
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5) return undefined;
  const sets = fields.map(valuesOf);
  const [minutes, hours, days, months, weekdays] = sets;
  if (!minutes || !hours || !days || !months || !weekdays) return undefined;
  const [, , dayText = '*', , weekdayText = '*'] = fields;
  // Where both are said either is enough.
  const fits = (date: Date): boolean => {
    const [inMonth, inWeek] = [days.has(date.getUTCDate()), weekdays.has(date.getUTCDay())];
    if (!months.has(date.getUTCMonth() + 1)) return false;
    return dayText.startsWith('*') || weekdayText.startsWith('*') ? inMonth && inWeek : inMonth || inWeek;
  };
  const found: number[] = [];
  const first = Math.floor(now / minute) * minute + minute;
  for (let at = first - (first % day), passed = 0; passed < mostDays; at += day, passed += 1) {
    if (!fits(new Date(at))) continue;
    for (const hour of [...hours].toSorted((one, other) => one - other)) {
      for (const each of [...minutes].toSorted((one, other) => one - other)) {
        const time = at + (hour * 60 + each) * minute;
        if (time < first) continue;
        found.push(time);
        if (found.length === count) return found;
      }
    }
  }
  return found;
};
