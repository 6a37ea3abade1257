import { useCallback, useMemo, useState } from 'react';
import type { FlowShape } from '../document/flow-shape.ts';
import type { Drawing } from './drawing.ts';
import { foldKey, readFolds, writeFolds } from './fold-keys.ts';
import { layOut } from './layout.ts';

interface Drawn {
  readonly drawing: Drawing;
  fold(places: readonly string[], folded: boolean): void;
  isFolded(place: string): boolean;
}

/** The flow as it is drawn, with what is folded in it. */
export const useDrawing = (shape: FlowShape, flow: string): Drawn => {
  const [keys, setKeys] = useState(() => readFolds(flow));
  const [draw] = useState(createDraw);
  const drawing = useMemo(() => draw(shape, keys), [draw, shape, keys]);
  const fold = useCallback(
    (places: readonly string[], folded: boolean) =>
      setKeys((before) => {
        const next = new Set(before);
        for (const place of places) {
          if (folded) next.add(foldKey(place));
          else next.delete(foldKey(place));
        }
        writeFolds(flow, next);
        return next;
      }),
    [flow],
  );
  const isFolded = useCallback((place: string) => keys.has(foldKey(place)), [keys]);
  return { drawing, fold, isFolded };
};

/** Remembers what was drawn last: what looks as before stays the same object. */
const createDraw = (): ((shape: FlowShape, keys: ReadonlySet<string>) => Drawing) => {
  let last: Drawing | undefined;
  return (shape, keys) => {
    const folded = new Set<string>();
    if (keys.size > 0)
      for (const place of shape.steps.keys()) if (keys.has(foldKey(place))) folded.add(place);
    last = layOut({ main: shape.main, folded }, last);
    return last;
  };
};
