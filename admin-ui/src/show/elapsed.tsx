import { useEffect, useState } from 'react';
import { useT } from '../messages/messages-context.tsx';

/** How long something is under way, once that is worth saying. */
export const Elapsed = () => {
  const t = useT();
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((before) => before + 1), 1_000);
    return () => clearInterval(timer);
  }, []);
  return seconds < 2 ? null : <span className="muted">{t('elapsed', { count: seconds })}</span>;
};
