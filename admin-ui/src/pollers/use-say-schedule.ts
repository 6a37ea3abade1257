import { useCallback } from 'react';
import type { Poller } from '../api/shapes.ts';
import { useMessages } from '../messages/messages-context.tsx';
import { sayCron } from './say-cron.ts';

type Schedule = Poller['schedule'];

export const units = ['days', 'hours', 'minutes', 'seconds'] as const;
export type Unit = (typeof units)[number];
export const secondsOf: Readonly<Record<Unit, number>> = {
  days: 86_400,
  hours: 3_600,
  minutes: 60,
  seconds: 1,
};

/** The largest unit that such a time is a whole number of. */
export const unitOf = (seconds: number): Unit =>
  units.find((unit) => seconds % secondsOf[unit] === 0) ?? 'seconds';

/** When a poller runs, in a sentence; a cron expression of an unusual shape stays as it is. */
export const useSaySchedule = (): ((schedule: Schedule) => string) => {
  const { t, language } = useMessages();
  return useCallback(
    (schedule: Schedule) => {
      if ('everySeconds' in schedule) {
        const unit = unitOf(schedule.everySeconds);
        return t(`schedule.every.${unit}`, { count: schedule.everySeconds / secondsOf[unit] });
      }
      const words = sayCron(schedule.cron, { t, language }) ?? schedule.cron;
      return `${words.slice(0, 1).toLocaleUpperCase(language)}${words.slice(1)} (${schedule.timeZone})`;
    },
    [t, language],
  );
};
