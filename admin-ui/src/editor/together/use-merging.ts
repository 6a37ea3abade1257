import { useEffect, useEffectEvent, useState } from 'react';
import type { SavedText } from '../../flows/text/use-draft-saver.ts';
import { useT } from '../../messages/messages-context.tsx';
import { useNotices } from '../../show/notices.tsx';
import { readFlowText } from '../document/flow-text.ts';
import { mergeTexts } from './merge-texts.ts';

/**
 * Somebody else saved while this page had changes of its own: both are put together where they are apart. True: they are not, or
 * nobody knows what they were made from, and a person has to choose.
 */
export const useMerging = ({ saver, state, readTheirs }: SavedText): boolean => {
  const t = useT();
  const notices = useNotices();
  const [left, setLeft] = useState<number | null>(null);
  const fence = state.phase === 'conflict' ? (state.other?.fence ?? null) : null;
  /** True: it is done, or there is nothing to do any more. */
  const merge = useEffectEvent(async (): Promise<boolean> => {
    const theirs = await readTheirs();
    // Typed on meanwhile, or chosen by hand.
    const { phase, base, text } = saver.state();
    if (phase !== 'conflict') return true;
    const merged = base === null ? null : mergeTexts(base, text, theirs.text);
    if (merged === null || isBroken(merged, [text, theirs.text])) return false;
    saver.joinTheirs(theirs, merged);
    notices.done(t('editor.joined', { name: theirs.savedByName || t('flows.somebody') }));
    return true;
  });
  useEffect(() => {
    if (fence === null) return;
    merge().then(
      (done) => done || setLeft(fence),
      () => setLeft(fence),
    );
  }, [fence]);
  return fence !== null && left === fence;
};

/** Two texts that can be read may make one that cannot. */
const isBroken = (merged: string, parts: readonly string[]): boolean =>
  !('shape' in readFlowText(merged)) && parts.every((one) => 'shape' in readFlowText(one));
