import { useEffect, useRef, type RefObject } from 'react';

/** On a narrow page a row of tabs goes on beyond its edge: the chosen one is put into sight. */
export const useTabInSight = <Row extends HTMLElement = HTMLDivElement>(
  chosen: string,
): RefObject<Row | null> => {
  const row = useRef<Row>(null);
  useEffect(() => {
    row.current
      ?.querySelector('[aria-selected=true], [aria-current=page]')
      ?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [chosen]);
  return row;
};
