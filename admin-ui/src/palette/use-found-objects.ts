import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useHub } from '../api/hub-context.tsx';
import { useReads } from '../api/queries.tsx';
import { useMay } from '../session/me.ts';
import type { FoundObject } from './found-object.ts';
import { shownOf, withAnswers, type HeldObjects } from './held-objects.ts';
import { objectKinds, type ObjectKind } from './object-kinds.ts';

/** Of one letter half of the space would be found. */
const fewestLetters = 2;

/** How long somebody who types must pause. */
const pauseMs = 200;

interface KindAndObject {
  readonly kind: ObjectKind;
  readonly object: FoundObject;
}

export interface FoundObjects {
  /** There is something that could be found, had more been typed. */
  readonly wantsMore: boolean;
  readonly found: readonly KindAndObject[];
  readonly searching: boolean;
  /** Those that could not be searched. */
  readonly failed: readonly ObjectKind[];
  /** Asks those that have failed once more. */
  retry(): void;
}

const nothing: HeldObjects = new Map();

/** What of the space is called as was typed: each kind is asked on its own, and what is outdated is cancelled. */
export const useFoundObjects = (typed: string): FoundObjects => {
  const hub = useHub();
  const may = useMay();
  const words = typed.trim();
  const [paused] = useDebouncedValue(words, pauseMs);
  const [held, setHeld] = useState(nothing);
  const readable = hub.space === null ? [] : objectKinds.filter(({ permission }) => may(permission));
  const enough = words.length >= fewestLetters;
  const kinds = enough ? readable.filter(({ mayHold }) => mayHold?.(words) ?? true) : [];
  const asked = paused === words ? kinds : [];
  const reads = useReads(
    asked.map(({ noun, search }) => ({
      key: hub.key(noun, 'palette', words),
      read: (signal) => search(hub, words, signal),
    })),
  );
  const answers = asked.flatMap(({ noun }, at) => {
    const found = reads[at]?.data;
    return found === undefined ? [] : [[noun, { words, found }] as const];
  });
  const next = enough ? withAnswers(held, answers) : nothing;
  if (next !== held) setHeld(next);
  const byNoun = new Map(kinds.map((kind) => [kind.noun, kind]));
  const broken = asked.flatMap((kind, at) => {
    const read = reads[at];
    return read === undefined || read.problem === null ? [] : [{ kind, read }];
  });
  return {
    wantsMore: !enough && readable.length > 0,
    found: [...next].flatMap(([noun, answer]) => {
      const kind = byNoun.get(noun);
      return kind === undefined ? [] : shownOf(answer, words).map((object) => ({ kind, object }));
    }),
    searching: kinds.length > 0 && (asked.length === 0 || reads.some(({ busy }) => busy)),
    failed: broken.map(({ kind }) => kind),
    retry: () => {
      for (const { read } of broken) read.reload();
    },
  };
};
