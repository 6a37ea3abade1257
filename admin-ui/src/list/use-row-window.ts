import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useState, type RefObject } from 'react';

interface WindowOptions {
  readonly count: number;
  /** Drawn wherever the reader has scrolled to: it may have the focus. */
  readonly active: number;
  readonly body: RefObject<HTMLElement | null>;
}

interface WindowedRow {
  readonly index: number;
  /** The height of the rows above it that are not drawn. */
  readonly gap: number;
}

export interface RowWindow {
  readonly rows: readonly WindowedRow[];
  readonly gapBelow: number;
  measure(row: HTMLElement | null): void;
}

/** Up to here all rows are drawn: then the browser's own search finds every one of them. */
const drawnWhole = 120;
const rowHeight = (): number => (window.innerWidth < 768 ? 128 : 41);

/** Which rows are drawn. Thousands would make every key press slow; the others are kept as empty height. */
export const useRowWindow = ({ count, active, body }: WindowOptions): RowWindow => {
  const [top, setTop] = useState(0);
  const virtual = useWindowVirtualizer({
    count,
    estimateSize: rowHeight,
    overscan: 12,
    scrollMargin: top,
    useFlushSync: false,
    rangeExtractor: useCallback(
      (range: Parameters<typeof defaultRangeExtractor>[0]) => {
        if (range.count <= drawnWhole) return Array.from({ length: range.count }, (_, index) => index);
        const drawn = defaultRangeExtractor(range);
        return drawn.includes(active) ? drawn : [...drawn, active].toSorted((a, b) => a - b);
      },
      [active],
    ),
  });
  // Whatever stands above the rows comes and goes: a notice, a second line of filters.
  useEffect(() => {
    const rows = body.current;
    if (rows === null) return undefined;
    const observer = new ResizeObserver(() =>
      setTop(Math.round(rows.getBoundingClientRect().top + window.scrollY)),
    );
    observer.observe(rows.closest('main') ?? document.body);
    return () => observer.disconnect();
  }, [body]);
  const drawn = virtual.getVirtualItems();
  return {
    rows: drawn.map((row, place) => ({
      index: row.index,
      gap: row.start - (drawn[place - 1]?.end ?? top),
    })),
    gapBelow: virtual.getTotalSize() - ((drawn.at(-1)?.end ?? top) - top),
    measure: virtual.measureElement,
  };
};
