import { NativeSelect, PasswordInput, TextInput, Textarea } from '@mantine/core';
import type { SchemeForm } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { useAuthWords } from './auth-words.ts';

interface FieldProps {
  readonly field: SchemeForm['forms'][number]['fields'][number];
  readonly place: string;
  readonly value: string;
  readonly error: string | undefined;
  /** Undefined: nothing is held. Null: something is, and how it ends is not said. */
  readonly held: string | null | undefined;
  onChange(value: string): void;
}

const longOnes = new Set(['certificate', 'privateKey', 'ca']);

export const AuthFieldInput = ({ field, place, value, error, held, onChange }: FieldProps) => {
  const t = useT();
  const words = useAuthWords();
  const kept =
    held === undefined
      ? undefined
      : held === null
        ? t('connections.set')
        : t('connections.setEndsIn', { hint: held });
  const common = {
    label: words.label(field),
    description:
      kept === undefined
        ? (words.help(field) ?? <span lang="en">{field.help}</span>)
        : `${kept}. ${t('connections.replace')}`,
    required: field.required && held === undefined,
    'data-path': place,
    ...(error === undefined ? {} : { error }),
    value,
  };
  if (field.choices !== undefined)
    return (
      <NativeSelect
        {...common}
        data={[
          // How the hub gets a token is always one of the ways; the others may be left to the hub.
          ...(field.name === 'grant' ? [] : [{ value: '', label: t('field.notSet') }]),
          ...field.choices.map((choice) => ({ value: choice, label: words.choice(choice) })),
        ]}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  if (longOnes.has(field.name))
    return (
      <Textarea
        {...common}
        rows={4}
        resize="vertical"
        spellCheck={false}
        autoComplete="off"
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.75rem' } }}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  return field.secret ? (
    <PasswordInput
      {...common}
      autoComplete="new-password"
      visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  ) : (
    <TextInput
      {...common}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
};
