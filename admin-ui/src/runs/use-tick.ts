import { useEffect, useState } from 'react';

/** Now, as long as something is under way; after that it stands still. */
export const useTick = (on: boolean, everyMs = 1_000): number => {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!on) return undefined;
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [on, everyMs]);
  return now;
};
