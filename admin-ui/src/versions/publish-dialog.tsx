import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Problem } from '../api/problem.ts';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';

interface DialogProps {
  readonly name: string;
  readonly opened: boolean;
  readonly busy: boolean;
  /** Something has to be settled first. */
  readonly blocked?: boolean;
  /** What went wrong, where the content does not say it itself. */
  readonly problem: Problem | null;
  /** True once it is published: the note has been used. */
  onPublish(note: string): Promise<boolean>;
  onClose(): void;
  readonly children?: ReactNode;
}

/** What is new, in a sentence; and all that is in the way, if something is. */
export const PublishDialog = ({ name, opened, busy, blocked, problem, ...props }: DialogProps) => {
  const t = useT();
  const [note, setNote] = useState('');
  return (
    <Modal
      opened={opened}
      onClose={props.onClose}
      title={t('flows.publishTitle', { name })}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void props.onPublish(note).then((published) => published && setNote(''));
        }}
      >
        <Stack gap={16}>
          <Textarea
            label={t('flows.note')}
            description={t('flows.noteText')}
            maxLength={2_000}
            autosize
            minRows={2}
            maxRows={8}
            data-autofocus
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          {props.children}
          {problem !== null && <Failure quiet what={t('flows.notPublished')} problem={problem} />}
          <Group gap={8} justify="flex-end">
            <Button variant="default" onClick={props.onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={busy} disabled={blocked === true}>
              {t('flows.publish')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
};
