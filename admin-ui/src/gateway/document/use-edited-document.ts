import { useState } from 'react';
import type { GatewayFacts } from '../../api/shapes.ts';
import { useHeldPage } from '../../location/leave-guard.tsx';
import type { Json } from './pipeline-steps.ts';

interface History {
  readonly base: GatewayFacts;
  readonly past: readonly Json[];
  readonly now: Json;
  readonly future: readonly Json[];
  /** Changes with the same word that follow each other are one step back. */
  readonly join: string | null;
}

export interface EditedDocument {
  /** As it was saved when the editing began. */
  readonly base: GatewayFacts;
  readonly document: Json;
  readonly dirty: boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  change(next: Json, join?: string): void;
  undo(): void;
  redo(): void;
  /** What is saved now: what was edited is gone. */
  take(facts: GatewayFacts): void;
  /** Goes on with what was edited, from another version. */
  rebase(facts: GatewayFacts): void;
}

const mostSteps = 200;

const begin = (base: GatewayFacts): History => ({
  ...{ base, past: [], now: base.document, future: [], join: null },
});

const same = (one: Json, other: Json): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other);

/** A document that is changed step by step, and saved as a whole. */
export const useEditedDocument = (facts: GatewayFacts): EditedDocument => {
  const [history, setHistory] = useState(() => begin(facts));
  const { base, past, now, future } = history;
  const dirty = !same(now, base.document);
  // What somebody else saved is shown at once where nothing would be lost.
  if (!dirty && facts.version > base.version) setHistory(begin(facts));
  useHeldPage(dirty);
  return {
    base,
    document: now,
    dirty,
    canUndo: past.length > 0,
    canRedo: future.length > 0,
    change: (next, join) =>
      setHistory((before) =>
        before.now === next
          ? before
          : {
              ...before,
              past:
                join !== undefined && join === before.join
                  ? before.past
                  : [...before.past, before.now].slice(-mostSteps),
              now: next,
              future: [],
              join: join ?? null,
            },
      ),
    undo: () =>
      setHistory((before) => {
        const last = before.past.at(-1);
        if (last === undefined) return before;
        return {
          ...before,
          ...{
            past: before.past.slice(0, -1),
            now: last,
            future: [before.now, ...before.future],
            join: null,
          },
        };
      }),
    redo: () =>
      setHistory((before) => {
        const [next, ...rest] = before.future;
        if (next === undefined) return before;
        return { ...before, past: [...before.past, before.now], now: next, future: rest, join: null };
      }),
    take: (theirs) => setHistory(begin(theirs)),
    rebase: (theirs) => setHistory((before) => ({ ...before, base: theirs })),
  };
};
