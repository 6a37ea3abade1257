import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useT } from '../messages/messages-context.tsx';
import { jsonMistake } from './json-mistake.ts';

interface TextProps {
  readonly label: string;
  readonly description?: React.ReactNode;
  readonly pointer: string;
  readonly value: unknown;
  readonly required?: boolean;
  readonly problem?: string | undefined;
  readonly rows?: number;
  onChange(value: unknown): void;
  /** Whether what stands there can be read. */
  onReadable?(readable: boolean): void;
}

const textOf = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value, null, 2));

const read = (text: string): { readonly value: unknown } | undefined => {
  if (text.trim() === '') return { value: undefined };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
};

/** Any value as JSON. While the text is no JSON the value stays what it was, and the place of the mistake is named. */
export const JsonText = (props: TextProps) => {
  const t = useT();
  const [typed, setTyped] = useState(textOf(props.value));
  const parsed = read(typed);
  // The value may have been changed elsewhere: then its text is the one to show.
  const shown =
    parsed !== undefined && JSON.stringify(parsed.value) !== JSON.stringify(props.value)
      ? textOf(props.value)
      : typed;
  const mistake = read(shown) === undefined ? jsonMistake(shown) : undefined;
  const error =
    mistake === undefined ? props.problem : t('json.mistake', { line: mistake.line, column: mistake.column });
  return (
    <Textarea
      size="sm"
      label={props.label}
      description={props.description}
      required={props.required ?? false}
      data-path={props.pointer}
      rows={props.rows ?? 5}
      resize="vertical"
      spellCheck={false}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.75rem' } }}
      {...(error === undefined ? {} : { error })}
      value={shown}
      onChange={(event) => {
        const text = event.currentTarget.value;
        const next = read(text);
        setTyped(text);
        props.onReadable?.(next !== undefined);
        if (next !== undefined) props.onChange(next.value);
      }}
    />
  );
};
