import { useSyncExternalStore } from 'react';

const every = 30_000;

const subscribe = (listener: () => void): (() => void) => {
  const timer = setInterval(listener, every);
  return () => clearInterval(timer);
};
/** Rounded, so that it stays the same value between two ticks. */
const snapshot = (): number => Math.floor(Date.now() / every) * every;

/** Now, to half a minute: what shows it is drawn again as time goes by. */
export const useNow = (): number => useSyncExternalStore(subscribe, snapshot);
