import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useFieldAbout } from './field-about.tsx';
import { useSchemaForm, type FieldProps } from './form-context.ts';

/** What is no number stays the text that it is: it is shown, and said to be wrong. */
const read = (text: string): unknown => {
  const plain = text.trim();
  if (plain === '') return undefined;
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) ? Number(plain) : text;
};

const write = (value: unknown): string =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);

export const NumberField = (props: FieldProps & { readonly whole: boolean }) => {
  const { pointer, value, required, whole, onChange } = props;
  const { onLeave } = useSchemaForm();
  const { label, description, placeholder, problem } = useFieldAbout(props);
  // "1." is on the way to "1.5": the text is kept for as long as it means the value.
  const [typed, setTyped] = useState(write(value));
  const shown = read(typed) === value ? typed : write(value);
  return (
    <TextInput
      size="sm"
      label={label}
      description={description}
      required={required}
      inputMode={whole ? 'numeric' : 'decimal'}
      autoComplete="off"
      data-path={pointer}
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(problem === undefined ? {} : { error: problem })}
      value={shown}
      onBlur={() => onLeave(pointer)}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        onChange(read(event.currentTarget.value));
      }}
    />
  );
};
