import { Button, Group } from '@mantine/core';
import { Notifications, notifications } from '@mantine/notifications';
import { useMemo } from 'react';
import { IconUndo } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { asProblem } from '../api/problem.ts';
import type { Translate } from '../messages/translate.ts';
import { sayDetail, sayProblem } from '../messages/say-problem.ts';

export const Notices = () => <Notifications position="bottom-right" limit={3} autoClose={5_000} />;

interface Notices {
  done(message: string, undo?: () => void): void;
  failed(message: string, error: unknown): void;
}

/** Says that something was done, with the way back where there is one. */
export const useNotices = (): Notices => {
  const t = useT();
  return useMemo(() => noticesIn(t), [t]);
};

const noticesIn = (t: Translate): Notices => {
  const closeButtonProps = { 'aria-label': t('close') };
  return {
    done: (message, undo) => {
      const id = crypto.getRandomValues(new Uint32Array(2)).join('-');
      notifications.show({
        id,
        closeButtonProps,
        color: 'gray',
        // Long enough to be read and reached: undo is the only way back.
        autoClose: undo === undefined ? 5_000 : 10_000,
        message:
          undo === undefined ? (
            message
          ) : (
            <Group justify="space-between" gap={8}>
              <span>{message}</span>
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconUndo size={14} />}
                onClick={() => {
                  notifications.hide(id);
                  undo();
                }}
              >
                {t('undo')}
              </Button>
            </Group>
          ),
      });
    },
    failed: (title, error) => {
      const problem = asProblem(error);
      const code = problem.requestId === undefined ? '' : ` (${t('failure.code')} ${problem.requestId})`;
      notifications.show({
        closeButtonProps,
        color: 'red',
        autoClose: 12_000,
        title,
        message: `${sayProblem(t, problem)}. ${sayDetail(problem) ?? ''}${code}`,
      });
    },
  };
};
