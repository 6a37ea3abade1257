import { nextCronRun } from '../../platform/cron.ts';
import type { DueTrigger } from './store-triggers.ts';

/** The first time of a schedule that lies after this instant. Null: that is known when the run of it has ended. */
export const nextTime = ({ kind, spec, at }: Timed, now: Date): Date | null => {
  if (kind === 'after') return null;
  if (kind === 'cron') return cronAfter(spec, now);
  const every = Math.max(1, Number(spec));
  const missed = Math.floor((now.getTime() - at.getTime()) / every);
  return new Date(at.getTime() + (missed + 1) * every);
};

type Timed = Pick<DueTrigger, 'kind' | 'spec' | 'at'>;

export const isCronTime = ({ spec, at }: Pick<Timed, 'spec' | 'at'>): boolean =>
  cronAfter(spec, new Date(at.getTime() - 1))?.getTime() === at.getTime();

const cronAfter = (cron: string, after: Date): Date | null =>
  nextCronRun({ cron, timeZone: 'UTC' }, after) ?? null;
