import { useLayoutEffect, useReducer, useRef, type RefObject } from 'react';

/**
 * Puts the focus on what may not be drawn yet: in the very change that draws it, so that the next key reaches it however slow the
 * page is.
 */
export const useFocusOnceDrawn = (
  frame: RefObject<HTMLElement | null>,
  options?: FocusOptions,
): ((selector: string) => void) => {
  const wanted = useRef<string | null>(null);
  const [, drawAgain] = useReducer((count: number) => count + 1, 0);
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    const found = frame.current?.querySelector<HTMLElement>(wanted.current);
    if (found == null) return;
    wanted.current = null;
    found.focus(options);
  });
  return (selector) => {
    wanted.current = selector;
    drawAgain();
  };
};
