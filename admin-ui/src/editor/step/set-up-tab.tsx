import { useMemo } from 'react';
import { useT } from '../../messages/messages-context.tsx';
import { AlsoNote } from './also-note.tsx';
import { formWords } from './forms/words.ts';
import { formOf } from './forms/of-step.ts';
import { keepKind } from './keep-kind.ts';
import { wholeOf } from './forms/parts.ts';
import { FormParts } from './form-parts.tsx';
import { StepText } from './step-text.tsx';
import type { TabProps } from './tab-props.ts';
import { useChangeValue } from './use-change-value.ts';
import { useStepProblems } from './use-step-problems.ts';

/** What the step does: a form by its kind. */
export const SetUpTab = (props: TabProps) => {
  const { editor, step, called, findings, inner, readOnly } = props;
  const t = useT();
  const change = useChangeValue(editor, step.place);
  const words = useMemo(() => formWords(t), [t]);
  // The hub's own operations use nobody's account.
  const ofHub = called.facts?.origin === 'hub';
  const parts = useMemo(
    () =>
      formOf(step, words, called.schema)?.filter(
        ({ pointer }) => !ofHub || pointer !== '/metadata/connection',
      ) ?? null,
    [step, words, called.schema, ofHub],
  );
  const schema = useMemo(() => (parts === null ? {} : wholeOf(parts)), [parts]);
  const { definitions } = called;
  const { place, task } = step;
  const problems = useStepProblems({ schema, definitions, value: task, base: place, findings }, inner);
  if (parts === null) return <StepText {...props} />;
  if (called.busy) return <p className="muted">{t('loading')}</p>;
  return (
    <>
      {step.kind === 'do' && (
        <p className="muted">{t('editor.step.doText', { count: step.inner[0]?.block.steps.length ?? 0 })}</p>
      )}
      <FormParts
        parts={parts}
        definitions={definitions}
        value={task}
        problems={problems}
        readOnly={readOnly}
        onChange={(after) => change(task, keepKind(step.kind, after))}
      />
      <AlsoNote task={task} schema={schema} definitions={definitions} />
    </>
  );
};
