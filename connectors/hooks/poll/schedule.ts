import { z } from 'zod';
import { cronProblem, nextCronRun } from '../../../platform/cron.ts';

/** When a poller runs. */
const everySchema = z.strictObject({
  everySeconds: z
    .number()
    .int()
    .min(10, 'must be at least 10 seconds')
    .max(31 * 86_400),
});
const cronSchema = z
  .strictObject({
    cron: z
      .string()
      .trim()
      .max(100)
      .describe('Minute, hour, day of the month, month, day of the week: "*/5 8-18 * * 1-5".'),
    timeZone: z.string().max(60).default('UTC').describe('As in "Europe/Berlin".'),
  })
  .superRefine((schedule, context) => {
    const problem = cronProblem(schedule);
    if (problem !== undefined) context.addIssue({ code: 'custom', path: ['cron'], message: problem });
  });

export const scheduleSchema = z.union([everySchema, cronSchema], {
  error: 'is { everySeconds } from 10 on, or { cron, timeZone } with five fields',
});
export type Schedule = z.infer<typeof scheduleSchema>;

/** The next instant after this one; undefined for a date that does not come again. */
export const nextRun = (schedule: Schedule, after: Date): Date | undefined =>
  'everySeconds' in schedule
    ? new Date(after.getTime() + schedule.everySeconds * 1_000)
    : nextCronRun(schedule, after);
