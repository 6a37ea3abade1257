import { useEffect, useRef, useState } from 'react';
import type { Suggestions } from './completion.ts';
import type { Seen } from './evaluate.ts';
import { usePreviews } from './previews-context.tsx';
import type { Surroundings } from './surroundings.ts';

interface Offered {
  readonly offered: Suggestions;
  /** Which one of them Enter takes; none while others are looked for. */
  readonly marked: number | null;
  /** What has been typed up to the cursor. */
  look(before: string): void;
  mark(index: number): void;
  close(): void;
}

const none: Suggestions = { from: 0, items: [] };

/** What may come next in an expression. Only what was asked last is offered. */
export const useSuggestions = (around: Surroundings, seen: Seen | null): Offered => {
  const previews = usePreviews();
  const [offered, setOffered] = useState(none);
  const [marked, mark] = useState<number | null>(0);
  const takeBack = useRef<(() => void) | undefined>(undefined);
  useEffect(() => () => takeBack.current?.(), []);
  const close = (): void => {
    takeBack.current?.();
    setOffered(none);
  };
  const look = (before: string): void => {
    takeBack.current?.();
    mark(null);
    takeBack.current = previews.ask({ what: 'suggestions', text: before, around }, seen, (told) => {
      setOffered(told.kind === 'suggestions' ? told.suggestions : none);
      mark(0);
    });
  };
  return { offered, marked, look, mark, close };
};
