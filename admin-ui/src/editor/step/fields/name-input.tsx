import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useT } from '../../../messages/messages-context.tsx';

interface NameProps {
  readonly label: string;
  readonly name: string;
  readonly taken: readonly string[];
  readonly placeholder?: string;
  readonly autoFocus?: boolean;
  onChange(name: string): void;
}

/** A name that is changed in place: it counts once one leaves it, because half of a name is another name. */
export const NameInput = ({ label, name, taken, placeholder, autoFocus = false, onChange }: NameProps) => {
  const t = useT();
  const [typed, setTyped] = useState<string | null>(null);
  const next = typed?.trim() ?? name;
  const clash = next !== name && taken.includes(next);
  const settle = (): void => {
    setTyped(null);
    if (next !== '' && next !== name && !clash) onChange(next);
  };
  return (
    <TextInput
      size="xs"
      aria-label={label}
      autoComplete="off"
      spellCheck={false}
      autoFocus={autoFocus}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(clash ? { error: t('rule.nameTaken') } : {})}
      value={typed ?? name}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={settle}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          event.preventDefault();
          settle();
        } else if (event.key === 'Escape' && typed !== null) {
          event.stopPropagation();
          setTyped(null);
        }
      }}
    />
  );
};
