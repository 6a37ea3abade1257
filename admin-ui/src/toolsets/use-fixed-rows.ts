import { useCallback, useRef, useState, type RefCallback, type RefObject } from 'react';

export interface FixedRows {
  /** For the element that scrolls, whenever it comes. */
  readonly inFrame: RefCallback<HTMLDivElement>;
  readonly frame: RefObject<HTMLDivElement | null>;
  /** Those that are drawn: from the first up to, and without, the last. */
  readonly first: number;
  readonly last: number;
  /** Puts a row into sight. */
  show(index: number): void;
}

/** Drawn beyond what is seen, so that nothing is empty as one scrolls. */
const ahead = 12;

/** Which rows of a frame that scrolls are drawn, where all have one height: thousands cost as much as a screen of them. */
export const useFixedRows = (count: number, height: number): FixedRows => {
  const frame = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ first: 0, last: 40 });
  // Not an effect: the frame comes and goes with its rows, while its page stays.
  const inFrame = useCallback(
    (element: HTMLDivElement | null) => {
      frame.current = element;
      if (element === null) return undefined;
      const look = (): void => {
        const first = Math.max(0, Math.floor(element.scrollTop / height) - ahead);
        const last = Math.ceil((element.scrollTop + element.clientHeight) / height) + ahead;
        setSeen((before) => (before.first === first && before.last === last ? before : { first, last }));
      };
      look();
      const observer = new ResizeObserver(look);
      observer.observe(element);
      element.addEventListener('scroll', look, { passive: true });
      return () => {
        frame.current = null;
        observer.disconnect();
        element.removeEventListener('scroll', look);
      };
    },
    [height],
  );
  const show = useCallback(
    (index: number) => {
      const { current } = frame;
      if (current === null) return;
      const top = index * height;
      if (top < current.scrollTop) current.scrollTop = top;
      else if (top + height > current.scrollTop + current.clientHeight)
        current.scrollTop = top + height - current.clientHeight;
    },
    [height],
  );
  return { inFrame, frame, first: Math.min(seen.first, count), last: Math.min(seen.last, count), show };
};
