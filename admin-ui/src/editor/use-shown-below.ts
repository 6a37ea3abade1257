import { useEffect, useRef, type RefObject } from 'react';

/** As the style sheets have it. */
const narrowBelow = 768;

/** Brings in sight what opens: on a small screen it stands below what is. Also when it was open, and is asked for again. */
export const useShownBelow = <Of extends HTMLElement>(
  opened: unknown,
): [RefObject<Of | null>, () => void] => {
  const element = useRef<Of>(null);
  const show = (): void => {
    if (window.innerWidth < narrowBelow) element.current?.scrollIntoView({ block: 'start' });
  };
  useEffect(show, [opened]);
  return [element, show];
};
