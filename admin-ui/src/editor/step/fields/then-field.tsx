import { NativeSelect } from '@mantine/core';
import { useT } from '../../../messages/messages-context.tsx';
import { useFieldAbout } from '../../../schema-form/field-about.tsx';
import type { FieldProps } from '../../../schema-form/form-context.ts';
import { useFieldScope } from './field-scope.ts';

/** Where it goes on: with what comes next, out of this block, nowhere, or at a step of the block. */
export const ThenField = (props: FieldProps) => {
  const { value, required, pointer, onChange } = props;
  const t = useT();
  const scope = useFieldScope();
  const { label, description, problem } = useFieldAbout(props);
  const then = typeof value === 'string' ? value : 'continue';
  const words = [
    { value: 'continue', label: t('editor.step.then.continue') },
    { value: 'exit', label: t('editor.step.then.exit') },
    { value: 'end', label: t('editor.step.then.end') },
  ];
  const known = [...words.map((one) => one.value), ...scope.siblings];
  return (
    <NativeSelect
      size="sm"
      label={label}
      description={description}
      required={required}
      data-path={pointer}
      disabled={scope.readOnly}
      {...(problem === undefined ? {} : { error: problem })}
      value={then}
      data={[
        ...words,
        ...scope.siblings.map((name) => ({ value: name, label: t('editor.step.then.step', { name }) })),
        // A name that leads nowhere is shown as what it is.
        ...(known.includes(then) ? [] : [{ value: then, label: then }]),
      ]}
      onChange={(event) => {
        const next = event.currentTarget.value;
        onChange(next === 'continue' && !required ? undefined : next);
      }}
    />
  );
};
