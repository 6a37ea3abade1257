import { useT } from '../../messages/messages-context.tsx';
import type { Translate } from '../../messages/translate.ts';
import { StateMark, type Tone } from '../../show/state-mark.tsx';
import type { Tried } from './use-tries.ts';

export const verdicts = ['different', 'skipped', 'same'] as const;
export type Verdict = (typeof verdicts)[number];

export const verdictOf = (tried: Tried): Verdict =>
  'skipped' in tried ? 'skipped' : tried.differs.length === 0 ? 'same' : 'different';

const tones: Readonly<Record<Verdict, Tone>> = { same: 'success', different: 'waiting', skipped: 'quiet' };

export const VerdictMark = ({ verdict }: { readonly verdict: Verdict }) => {
  const t = useT();
  return <StateMark tone={tones[verdict]}>{t(`tries.${verdict}`)}</StateMark>;
};

/** What differs, in few words; or why it could not be tried. */
export const whyOf = (t: Translate, tried: Tried): string =>
  'skipped' in tried ? tried.skipped : tried.differs.map((kind) => t(`tries.differs.${kind}`)).join(' · ');
