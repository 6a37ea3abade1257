import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Problem } from '../api/problem.ts';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';

interface AskProps {
  readonly opened: boolean;
  readonly title: string;
  readonly children: ReactNode;
  /** The verb of the button. */
  readonly action: string;
  readonly busy: boolean;
  readonly problem: Problem | null;
  /** What must be typed before the button works, for what destroys much. */
  readonly typed?: { readonly expected: string; readonly label: string };
  /** It can be taken back after all. */
  readonly mild?: boolean;
  onConfirm(): void;
  onClose(): void;
}

/** Asks before something that cannot be taken back; everything else is done at once and can be undone. */
export const AskOnce = (props: AskProps) => {
  const t = useT();
  const [typed, setTyped] = useState('');
  const close = (): void => {
    setTyped('');
    props.onClose();
  };
  const ready = props.typed === undefined || typed === props.typed.expected;
  return (
    <Modal
      opened={props.opened}
      onClose={close}
      title={props.title}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) props.onConfirm();
        }}
      >
        <Stack gap={16}>
          <div className="any-break">{props.children}</div>
          {props.typed !== undefined && (
            <TextInput
              label={props.typed.label}
              value={typed}
              autoComplete="off"
              spellCheck={false}
              data-autofocus
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          )}
          {props.problem !== null && <Failure quiet what={t('ask.failed')} problem={props.problem} />}
          <Group gap={8} justify="flex-end">
            <Button variant="default" onClick={close} data-autofocus={props.typed === undefined || undefined}>
              {t('cancel')}
            </Button>
            <Button
              type="submit"
              {...(props.mild === true ? {} : { color: 'red.8' })}
              loading={props.busy}
              disabled={!ready}
            >
              {props.action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
};
