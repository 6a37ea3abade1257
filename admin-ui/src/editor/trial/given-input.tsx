import { useEffect, useEffectEvent, useMemo } from 'react';
import { useT } from '../../messages/messages-context.tsx';
import { SchemaForm } from '../../schema-form/schema-form.tsx';
import { startValue } from '../../schema-form/start-value.ts';
import { definitionsOf } from '../../schema-form/settle.ts';
import { useFormProblems } from '../../schema-form/use-form-problems.ts';
import { Samples } from './samples.tsx';
import { inputSchemaOf } from './trial-wish.ts';
import type { Trial } from './use-trial.ts';
import { useTyped } from './use-typed.ts';
import styles from './trial.module.css';

interface InputProps {
  readonly trial: Trial;
  readonly input: unknown;
  readonly tried: boolean;
  onReadable(readable: boolean): void;
}

/** An input, by a form made of what the flow says it takes. */
export const GivenInput = ({ trial, input, tried, onReadable }: InputProps) => {
  const t = useT();
  const schema = inputSchemaOf(trial.shape);
  const text = JSON.stringify(schema);
  // Each edit of the flow makes a new shape; its form stays as long as it says the same of its input.
  const held = useMemo(() => JSON.parse(text) as unknown, [text]);
  const definitions = useMemo(() => definitionsOf(held), [held]);
  const start = useMemo(() => startValue(held, definitions) ?? {}, [held, definitions]);
  const typed = useTyped(input, (next) => trial.set({ given: { kind: 'input', input: next } }));
  const value = typed.value === undefined ? start : typed.value;
  const problems = useFormProblems({ schema: held, definitions, value, refused: [], root: 'input' });
  const sayAll = useEffectEvent(() => void problems.ready());
  useEffect(() => {
    if (tried) sayAll();
  }, [tried]);
  return (
    <div className={styles['input']}>
      <div onBlur={typed.leave}>
        <SchemaForm
          label={t('runs.input')}
          schema={held}
          value={value}
          problems={problems}
          nothing={t('runs.noInput')}
          onReadable={onReadable}
          onChange={typed.type}
        />
      </div>
      <Samples trial={trial} input={value} />
    </div>
  );
};
