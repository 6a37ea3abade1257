import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useWrite } from '../api/queries.tsx';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { useNotices } from '../show/notices.tsx';

interface SaveProps {
  readonly opened: boolean;
  /** Names in use: saving under one of them replaces it, and the button says so. */
  readonly taken: readonly string[];
  save(name: string): Promise<void>;
  onClose(): void;
}

export const SaveView = ({ opened, taken, save, onClose }: SaveProps) => {
  const t = useT();
  const notices = useNotices();
  const [typed, setTyped] = useState('');
  const write = useWrite(save);
  const name = typed.trim();
  const close = (): void => {
    setTyped('');
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t('views.save')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name === '') return;
          write.run(name).then(
            () => {
              notices.done(t('views.saved', { name }));
              close();
            },
            () => undefined,
          );
        }}
      >
        <Stack gap={16}>
          <TextInput
            label={t('views.name')}
            description={t('views.nameText')}
            maxLength={60}
            autoComplete="off"
            data-autofocus
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          {write.problem !== null && <Failure quiet what={t('views.saveFailed')} problem={write.problem} />}
          <Group gap={8} justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={write.busy} disabled={name === ''}>
              {taken.includes(name) ? t('views.replace') : t('save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
};
