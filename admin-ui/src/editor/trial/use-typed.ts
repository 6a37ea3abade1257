import { useEffect, useEffectEvent, useState } from 'react';

const restMs = 250;

/** A value that is typed, handed on after a rest and when the field is left: nothing else is drawn with each letter. */
export const useTyped = (value: unknown, hand: (value: unknown) => void) => {
  const [typed, setTyped] = useState<{ readonly value: unknown } | null>(null);
  const flush = useEffectEvent(() => {
    if (typed === null) return;
    setTyped(null);
    hand(typed.value);
  });
  useEffect(() => {
    if (typed === null) return undefined;
    const timer = setTimeout(() => flush(), restMs);
    return () => clearTimeout(timer);
  }, [typed]);
  return {
    value: typed === null ? value : typed.value,
    type: (next: unknown) => setTyped({ value: next }),
    leave: () => {
      if (typed === null) return;
      setTyped(null);
      hand(typed.value);
    },
  };
};
