import { useCallback } from 'react';
import type { PublicApi } from '../api/shapes.ts';
import { useMessages } from '../messages/messages-context.tsx';

type Limit = PublicApi['limits'][number];

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** Seconds in the largest unit that says them whole: 120 are two minutes, 90 stay what they are. */
const spanOf = (seconds: number): readonly [number, string] => {
  const found = units.find(([, long]) => seconds >= long && seconds % long === 0);
  return found === undefined ? [seconds, 'second'] : [seconds / found[1], found[0]];
};

/** "100 requests in 1 minute, for each consumer". */
export const useLimitWords = (): ((limit: Limit) => string) => {
  const { t, language } = useMessages();
  return useCallback(
    ({ max, seconds, period, by, sometimes }) => {
      const count = new Intl.NumberFormat(language).format(max);
      const [span, unit] = spanOf(seconds ?? 0);
      const time =
        period === null
          ? new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(span)
          : t(`portal.period.${period}`);
      const words = t('portal.limit', { count, time });
      return [words, t(`portal.by.${by}`), ...(sometimes ? [t('portal.sometimes')] : [])].join(', ');
    },
    [t, language],
  );
};
