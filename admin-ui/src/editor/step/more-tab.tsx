import { useMemo } from 'react';
import { useT } from '../../messages/messages-context.tsx';
import { moreForm } from './forms/more.ts';
import { wholeOf } from './forms/parts.ts';
import { formWords } from './forms/words.ts';
import { FormParts } from './form-parts.tsx';
import { RetryPart } from './retry-part.tsx';
import type { TabProps } from './tab-props.ts';
import { useChangeValue } from './use-change-value.ts';
import { useStepProblems } from './use-step-problems.ts';

const none = {};

/** What every step has: whether it runs, what it is given and gives on, how long, where to, and trying again. */
export const MoreTab = (props: TabProps) => {
  const { editor, step, findings, inner, readOnly } = props;
  const t = useT();
  const change = useChangeValue(editor, step.place);
  const words = useMemo(() => formWords(t), [t]);
  const parts = useMemo(() => moreForm(words), [words]);
  const schema = useMemo(() => wholeOf(parts), [parts]);
  const { place, task } = step;
  const problems = useStepProblems({ schema, definitions: none, value: task, base: place, findings }, inner);
  return (
    <>
      <FormParts
        parts={parts}
        definitions={none}
        value={task}
        problems={problems}
        readOnly={readOnly}
        onChange={(after) => change(task, after)}
      />
      <RetryPart {...props} />
    </>
  );
};
