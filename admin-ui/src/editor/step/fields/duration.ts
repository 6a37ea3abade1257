import { isRecord } from '../../../schema-form/settle.ts';

/** Durations as people say them: a number and a unit. */

export const durationUnits = ['milliseconds', 'seconds', 'minutes', 'hours', 'days'] as const;
export type DurationUnit = (typeof durationUnits)[number];

const msOf: Readonly<Record<DurationUnit, number>> = {
  milliseconds: 1,
  seconds: 1_000,
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
};

export interface Duration {
  readonly amount: number;
  readonly unit: DurationUnit;
}

const iso = /^P(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

const totalOf = (value: unknown): number | undefined => {
  if (typeof value === 'string') {
    const [all, days, hours, minutes, seconds] = iso.exec(value.trim()) ?? [];
    if (all === undefined || !/\d/.test(all)) return undefined;
    const part = (text: string | undefined, unit: DurationUnit): number => Number(text ?? 0) * msOf[unit];
    return Math.round(
      part(days, 'days') + part(hours, 'hours') + part(minutes, 'minutes') + part(seconds, 'seconds'),
    );
  }
  if (!isRecord(value)) return undefined;
  let total = 0;
  for (const [name, count] of Object.entries(value)) {
    const unit = durationUnits.find((one) => one === name);
    if (unit === undefined || typeof count !== 'number') return undefined;
    total += count * msOf[unit];
  }
  return total;
};

/** In the largest unit that it is a whole number of; undefined where it is none, or another shape. */
export const durationOf = (value: unknown): Duration | undefined => {
  if (isRecord(value)) {
    const [only, ...more] = Object.entries(value);
    const unit = durationUnits.find((one) => one === only?.[0]);
    // As it was written: 90 minutes stay 90 minutes.
    if (only !== undefined && unit !== undefined && more.length === 0 && typeof only[1] === 'number')
      return { amount: only[1], unit };
  }
  const total = totalOf(value);
  if (total === undefined) return undefined;
  const unit = durationUnits.findLast((one) => total % msOf[one] === 0 && total >= msOf[one]) ?? 'seconds';
  return { amount: total / msOf[unit], unit };
};

export const writeDuration = ({ amount, unit }: Duration): Readonly<Record<string, number>> => ({
  [unit]: amount,
});
