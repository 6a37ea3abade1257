import { Textarea } from '@mantine/core';
import { useFieldAbout } from '../../schema-form/field-about.tsx';
import type { FieldProps } from '../../schema-form/form-context.ts';
import styles from '../gateway.module.css';

/** jq, or a text with jq in it. The hub reads it while one types. */
export const JqField = (props: FieldProps) => {
  const { label, description, placeholder, problem } = useFieldAbout(props);
  const { pointer, value, required, onChange } = props;
  return (
    <Textarea
      size="sm"
      className={styles['code'] ?? ''}
      label={label}
      description={description}
      required={required}
      data-path={pointer}
      autosize
      minRows={2}
      maxRows={14}
      spellCheck={false}
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(problem === undefined ? {} : { error: problem })}
      value={typeof value === 'string' ? value : ''}
      onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? undefined : currentTarget.value)}
    />
  );
};
