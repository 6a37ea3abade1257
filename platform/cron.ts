import { Cron } from 'croner';

/** Minute, hour, day of the month, month, day of the week, in a time zone such as `Europe/Berlin`. */
export interface CronSchedule {
  readonly cron: string;
  readonly timeZone: string;
}

/** Never started: it is asked for instants, and keeps no timer. */
const open = ({ cron, timeZone }: CronSchedule): Cron =>
  new Cron(cron, { timezone: timeZone, paused: true, mode: '5-part' });

/** Why no run can ever come of it. */
export const cronProblem = (schedule: CronSchedule): string | undefined => {
  try {
    // Throws for a time zone that nobody knows, with a message of its own.
    new Intl.DateTimeFormat('en', { timeZone: schedule.timeZone });
    return open(schedule).nextRun() === null ? 'never comes' : undefined;
  } catch (error) {
    return `cannot be read: ${error instanceof Error ? error.message.slice(0, 200) : 'unknown'}`;
  }
};

/** The next instant after this one; undefined for a date that does not come again. */
export const nextCronRun = (schedule: CronSchedule, after: Date): Date | undefined =>
  open(schedule).nextRun(after) ?? undefined;
