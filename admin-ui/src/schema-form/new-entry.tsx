import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { IconAdd } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';

interface EntryProps {
  isTaken(name: string): boolean;
  onAdd(name: string): void;
}

/** The name of one more entry, and the button that adds it. */
export const NewEntry = ({ isTaken, onAdd }: EntryProps) => {
  const t = useT();
  const [named, setNamed] = useState('');
  const name = named.trim();
  const add = (): void => {
    if (name === '' || isTaken(name)) return;
    onAdd(name);
    setNamed('');
  };
  return (
    <>
      <TextInput
        size="xs"
        aria-label={t('field.newName')}
        placeholder={t('field.newName')}
        autoComplete="off"
        spellCheck={false}
        value={named}
        onChange={(event) => setNamed(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          add();
        }}
      />
      <Button
        size="xs"
        variant="default"
        leftSection={<IconAdd size={14} />}
        disabled={name === '' || isTaken(name)}
        onClick={add}
      >
        {t('field.addEntry')}
      </Button>
    </>
  );
};
