import { Button, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useT } from '../messages/messages-context.tsx';
import { CopyButton } from '../show/copy-button.tsx';
import styles from './secret-once.module.css';

interface SecretProps {
  readonly secret: string;
  readonly copyLabel: string;
  /** That it is shown this once, and what to do with it. */
  readonly children: ReactNode;
  onDone(): void;
}

/** A secret that the hub does not keep: it is shown now and never again. */
export const SecretOnce = ({ secret, copyLabel, children, onDone }: SecretProps) => {
  const t = useT();
  return (
    <Stack gap={16}>
      <p role="status">{children}</p>
      <code className={styles['secret']}>{secret}</code>
      <Group gap={8}>
        <CopyButton value={secret} label={copyLabel} />
        <Button size="xs" onClick={onDone}>
          {t('secret.done')}
        </Button>
      </Group>
    </Stack>
  );
};
