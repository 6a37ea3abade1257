/**
 * `date.toISOString()`, ten times as fast: lists write hundreds of instants, and the day, which is what takes long,
 * is nearly always one of a few.
 */
export const instantText = (date: Date): string => {
  const time = date.getTime();
  const day = Math.floor(time / dayMs);
  const rest = time - day * dayMs;
  const [hours, minutes] = [Math.trunc(rest / 3_600_000), Math.trunc((rest % 3_600_000) / 60_000)];
  const [seconds, ms] = [Math.trunc((rest % 60_000) / 1_000), rest % 1_000];
  return `${dayText(day)}${pairs[hours]}:${pairs[minutes]}:${pairs[seconds]}.${triples[ms]}Z`;
};

export const instantTextOrNull = (date: Date | null): string | null =>
  date === null ? null : instantText(date);

const dayMs = 86_400_000;
const pairs = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
const triples = Array.from({ length: 1_000 }, (_, number) => String(number).padStart(3, '0'));
const days = new Map<number, string>();
const mostDays = 1_000;

/** `2026-01-31T`; throws for what is no date, as `toISOString` does. */
const dayText = (day: number): string => {
  const known = days.get(day);
  if (known !== undefined) return known;
  const text = new Date(day * dayMs).toISOString().slice(0, -13);
  if (days.size >= mostDays) days.clear();
  days.set(day, text);
  return text;
};
