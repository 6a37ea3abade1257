import { useLayoutEffect, useRef, type RefObject } from 'react';

/** Tells an element how much of the page stands above it, so that it can take the rest of the window. */
export const useRoomBelow = <Of extends HTMLElement>(): RefObject<Of | null> => {
  const element = useRef<Of>(null);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return;
    const measure = (): void => {
      const above = current.getBoundingClientRect().top + window.scrollY;
      current.style.setProperty('--above', `${Math.round(above)}px`);
    };
    measure();
    // Whatever stands above it may become higher: another title, a window that is less wide.
    const watch = new ResizeObserver(measure);
    watch.observe(document.body);
    return () => watch.disconnect();
  }, []);
  return element;
};
