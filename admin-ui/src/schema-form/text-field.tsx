import { PasswordInput, TextInput, Textarea } from '@mantine/core';
import { useT } from '../messages/messages-context.tsx';
import { useFieldAbout } from './field-about.tsx';
import { useSchemaForm, type FieldProps } from './form-context.ts';
import { instantOf, localOf } from './local-time.ts';

interface TextProps extends FieldProps {
  readonly format: string | undefined;
  readonly lines: boolean;
}

const inputTypes: Readonly<Record<string, string>> = { date: 'date', email: 'email', uri: 'url', url: 'url' };

export const TextField = (props: TextProps) => {
  const { pointer, value, required, format, onChange } = props;
  const t = useT();
  const { onLeave } = useSchemaForm();
  const { label, description, placeholder, problem } = useFieldAbout(props);
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
  const give = (next: string): void => onChange(next === '' ? undefined : next);
  const field = {
    size: 'sm' as const,
    label,
    description,
    required,
    'data-path': pointer,
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(problem === undefined ? {} : { error: problem }),
    onBlur: () => onLeave(pointer),
  };
  if (format === 'password')
    return (
      <PasswordInput
        {...field}
        autoComplete="off"
        visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
        value={text}
        onChange={(event) => give(event.currentTarget.value)}
      />
    );
  const local = format === 'date-time' ? localOf(text) : undefined;
  if (local !== undefined)
    return (
      <TextInput
        {...field}
        type="datetime-local"
        step={1}
        value={local}
        onChange={(event) => give(instantOf(event.currentTarget.value))}
      />
    );
  if (props.lines)
    return (
      <Textarea
        {...field}
        rows={4}
        resize="vertical"
        value={text}
        onChange={(event) => give(event.currentTarget.value)}
      />
    );
  return (
    <TextInput
      {...field}
      type={inputTypes[format ?? ''] ?? 'text'}
      autoComplete="off"
      spellCheck={false}
      value={text}
      onChange={(event) => give(event.currentTarget.value)}
    />
  );
};
