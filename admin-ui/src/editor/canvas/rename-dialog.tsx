import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useT } from '../../messages/messages-context.tsx';

interface RenameProps {
  readonly name: string;
  onRename(name: string): void;
  onClose(): void;
}

export const RenameDialog = ({ name, onRename, onClose }: RenameProps) => {
  const t = useT();
  const [value, setValue] = useState(name);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('editor.canvas.rename', { name })}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onClose();
          onRename(value.trim());
        }}
      >
        <Stack gap={16}>
          <TextInput
            label={t('editor.canvas.name')}
            value={value}
            maxLength={200}
            autoComplete="off"
            spellCheck={false}
            data-autofocus
            onFocus={(event) => event.currentTarget.select()}
            onChange={(event) => setValue(event.currentTarget.value)}
          />
          <Group gap={8} justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" disabled={value.trim() === ''}>
              {t('editor.canvas.action.rename')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
};
