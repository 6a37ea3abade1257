import { useEffect, useRef, useState } from 'react';

const restMs = 250;

export interface Held<Value> {
  readonly value: Value;
  /** Shown at once, told after a rest. */
  type(value: Value): void;
  /** Tells what was typed, now. */
  settle(): void;
}

/** What is typed into one field, kept in it until the person rests or leaves: the flow is not made anew at each key. */
export const useHeld = <Value>(value: Value, onChange: (value: Value) => void): Held<Value> => {
  const [typed, setTyped] = useState<{ readonly value: Value } | null>(null);
  const waiting = useRef<{ readonly value: Value } | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  // Who is told may be another one by the time the person rests.
  const tell = useRef(onChange);
  useEffect(() => {
    tell.current = onChange;
  }, [onChange]);
  const settle = (): void => {
    clearTimeout(timer.current);
    const { current } = waiting;
    waiting.current = null;
    setTyped(null);
    if (current !== null) tell.current(current.value);
  };
  // Gone before the person rested: nothing that was typed is lost.
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      const { current } = waiting;
      waiting.current = null;
      if (current !== null) tell.current(current.value);
    },
    [],
  );
  return {
    value: typed === null ? value : typed.value,
    type: (next) => {
      setTyped({ value: next });
      waiting.current = { value: next };
      clearTimeout(timer.current);
      timer.current = setTimeout(settle, restMs);
    },
    settle,
  };
};
