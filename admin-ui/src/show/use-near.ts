import { useEffect, useRef, useState, type RefObject } from 'react';

/** How far below or above the window counts as near: about a screen, so that nobody who scrolls sees it come. */
const margin = '900px';

/** Whether an element has come near what is seen. Once it has, it stays so: what was drawn is not taken away. */
export const useNear = <E extends Element>(): [ref: RefObject<E | null>, near: boolean] => {
  const ref = useRef<E>(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (near || ref.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setNear(true);
      },
      { rootMargin: margin },
    );
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, [near]);
  return [ref, near];
};
