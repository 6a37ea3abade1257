import { useEffect, useState } from 'react';

/** True once `waiting` has lasted 150 ms: what comes sooner needs no sign that it is coming. */
export const useLate = (waiting: boolean): boolean => {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!waiting) return undefined;
    const timer = setTimeout(() => setLate(true), 150);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [waiting]);
  return waiting && late;
};
