import { NativeSelect, Select } from '@mantine/core';
import { useT } from '../messages/messages-context.tsx';
import { useFieldAbout } from './field-about.tsx';
import { useSchemaForm, type FieldProps } from './form-context.ts';
import { wordOf } from './word-of.ts';

interface OptionsProps extends FieldProps {
  readonly values: readonly unknown[];
  /** In place of the values themselves. */
  readonly words?: readonly string[];
}

const searchedFrom = 12;

/** One of some values; none is a choice as well, and then nothing is sent. */
export const OptionsField = (props: OptionsProps) => {
  const { pointer, value, required, values, onChange } = props;
  const t = useT();
  const { onLeave } = useSchemaForm();
  const { label, description, placeholder, problem } = useFieldAbout(props);
  const place = values.findIndex((one) => JSON.stringify(one) === JSON.stringify(value));
  const data = values.map((one, at) => ({ value: String(at), label: props.words?.[at] ?? wordOf(one) }));
  const field = {
    size: 'sm' as const,
    label,
    description,
    required,
    'data-path': pointer,
    ...(problem === undefined ? {} : { error: problem }),
    onBlur: () => onLeave(pointer),
  };
  const choose = (chosen: string | null): void =>
    onChange(chosen === null || chosen === '' ? undefined : values[Number(chosen)]);
  const none = placeholder ?? t(required ? 'field.choose' : 'field.notSet');
  if (values.length >= searchedFrom)
    return (
      <Select
        {...field}
        searchable
        clearable={!required}
        allowDeselect={!required}
        placeholder={none}
        data={data}
        value={place < 0 ? null : String(place)}
        onChange={choose}
      />
    );
  return (
    <NativeSelect
      {...field}
      data={[{ value: '', label: none }, ...data]}
      value={place < 0 ? '' : String(place)}
      onChange={(event) => choose(event.currentTarget.value)}
    />
  );
};
