import type { NavigateOptions } from './router.tsx';

/**
 * Where the reader is. A browser goes back and forth without asking: from a page that is held it is called back, and the
 * page never hears of it.
 */
export interface HeldWay {
  path(): string;
  search(): string;
  subscribe(listener: () => void): () => void;
  isHeld(): boolean;
  /** Answers how to hold it no more. */
  hold(): () => void;
  /** A step that the page takes itself; it is numbered. */
  step(to: string, options?: NavigateOptions): void;
  /** Listens to the browser's own back and forward; answers how to listen no more. */
  listen(): () => void;
}

const placeNow = () => ({ path: window.location.pathname, search: window.location.search });

/** Which step of the reader's way an entry of the browser's history is. */
const numberOf = (state: unknown): number | null => {
  const number = (state as { step?: unknown } | null)?.step;
  return typeof number === 'number' ? number : null;
};

/** `onLeave` is told when the browser has been called back: it goes all the same with `go`. */
export const openHeldWay = (onLeave: (go: () => void) => void): HeldWay => {
  const listeners = new Set<() => void>();
  let holders = 0;
  let place = placeNow();
  let current = numberOf(window.history.state) ?? 0;
  /** How far the browser wanted to go; 0 while nobody calls it back. */
  let wanted = 0;
  let passing = false;
  const arrive = (): void => {
    place = placeNow();
    for (const listener of listeners) listener();
  };
  const onPop = (event: PopStateEvent): void => {
    const number = numberOf(event.state);
    const stays = wanted === 0 && (holders === 0 || window.location.pathname === place.path);
    if (passing || number === null || stays) {
      [passing, wanted, current] = [false, 0, number ?? current];
      arrive();
    } else if (number !== current) {
      if (wanted === 0) wanted = number - current;
      window.history.go(current - number);
    } else {
      const by = wanted;
      wanted = 0;
      onLeave(() => {
        passing = true;
        window.history.go(by);
      });
    }
  };
  return {
    path: () => place.path,
    search: () => place.search,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    isHeld: () => holders > 0,
    hold: () => {
      holders += 1;
      return () => void (holders -= 1);
    },
    step: (to, { replace = false, state } = {}) => {
      if (!replace) current += 1;
      const numbered = { ...(state as object | null), step: current };
      if (replace) window.history.replaceState(numbered, '', to);
      else window.history.pushState(numbered, '', to);
      arrive();
    },
    listen: () => {
      if (numberOf(window.history.state) === null)
        window.history.replaceState({ ...(window.history.state as object | null), step: current }, '');
      window.addEventListener('popstate', onPop);
      return () => window.removeEventListener('popstate', onPop);
    },
  };
};
