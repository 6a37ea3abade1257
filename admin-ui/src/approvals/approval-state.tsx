import type { Approval } from '../api/shapes.ts';
import type { Translate } from '../messages/translate.ts';
import { useT } from '../messages/messages-context.tsx';
import { StateMark, type Tone } from '../show/state-mark.tsx';

export const approvalStates = ['open', 'answered', 'expired', 'cancelled'] as const;

const tones: Readonly<Record<Approval['state'], Tone>> = {
  open: 'waiting',
  answered: 'success',
  expired: 'quiet',
  cancelled: 'quiet',
};

type Choice = Approval['choices'][number];

/** What a button says: the label that was given, else yes and no in the reader's language. */
export const choiceWord = (t: Translate, { choice, label }: Pick<Choice, 'choice' | 'label'>): string => {
  if (label !== undefined) return label;
  return choice === 'yes' || choice === 'no' ? t(`approvals.choice.${choice}`) : choice;
};

/** The word for the answer that was given. */
export const answerWord = (
  t: Translate,
  { choice, choices }: Pick<Approval, 'choice' | 'choices'>,
): string =>
  choice === null ? '' : choiceWord(t, choices.find((one) => one.choice === choice) ?? { choice });

export const ApprovalState = ({ approval }: { readonly approval: Approval }) => {
  const t = useT();
  const { state, approved } = approval;
  return (
    <StateMark tone={state === 'answered' && approved === false ? 'failed' : tones[state]}>
      {state === 'answered' ? answerWord(t, approval) : t(`approvals.state.${state}`)}
    </StateMark>
  );
};
