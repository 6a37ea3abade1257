import { useMemo } from 'react';
import { useMessages } from '../messages/messages-context.tsx';

/** Milliseconds as people read them; seconds from one on. */
export const useMillis = (): ((ms: number) => string) => {
  const { language } = useMessages();
  return useMemo(() => {
    const unit = (name: string, digits: number) =>
      new Intl.NumberFormat(language, { style: 'unit', unit: name, maximumFractionDigits: digits });
    const [fine, whole, seconds] = [unit('millisecond', 1), unit('millisecond', 0), unit('second', 1)];
    return (ms) => (ms < 10 ? fine.format(ms) : ms < 1_000 ? whole.format(ms) : seconds.format(ms / 1_000));
  }, [language]);
};

/** A part of a whole. */
export const useShare = (): ((part: number, whole: number) => string) => {
  const { language } = useMessages();
  return useMemo(() => {
    const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
    return (part, whole) => percent.format(whole === 0 ? 0 : part / whole);
  }, [language]);
};

/** A plain number, with few digits behind the point. */
export const useCount = (): ((value: number) => string) => {
  const { language } = useMessages();
  return useMemo(() => {
    const fine = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
    const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
    return (value) => (value < 10 ? fine : whole).format(value);
  }, [language]);
};
