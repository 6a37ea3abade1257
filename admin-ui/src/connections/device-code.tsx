import { Button, Group, Loader, Stack } from '@mantine/core';
import { useEffect, useEffectEvent } from 'react';
import type { ConnectStep } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { CopyIcon } from '../show/copy-button.tsx';
import { RelativeTime } from '../show/time.tsx';
import styles from './connections.module.css';

interface DeviceProps {
  readonly step: ConnectStep;
  /** Looks whether the provider has said yes. */
  onLook(): void;
  onClose(): void;
}

/** The live event is quicker; this is for when it does not come. */
const lookEvery = 5_000;

/** A code to type in at the provider, while the hub asks it. */
export const DeviceCode = ({ step, onLook, onClose }: DeviceProps) => {
  const t = useT();
  const look = useEffectEvent(onLook);
  useEffect(() => {
    const timer = setInterval(() => look(), lookEvery);
    return () => clearInterval(timer);
  }, []);
  const address = step.url ?? step.verificationUrl ?? '';
  return (
    <Stack gap={12}>
      <p>{t('connect.deviceText')}</p>
      <div className={styles['code']}>
        <code>{step.userCode}</code>
        <CopyIcon value={step.userCode ?? ''} label={t('connect.copyCode')} />
      </div>
      <Group gap={8}>
        <Button
          size="xs"
          component="a"
          // Only a page of the web: the address comes from another side.
          href={/^https?:/.test(address) ? address : '#'}
          target="_blank"
          rel="noreferrer"
        >
          {t('connect.openProvider')}
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
      </Group>
      {step.verificationUrl !== null && <code className="any-break">{step.verificationUrl}</code>}
      <Group gap={8} role="status">
        <Loader size={14} aria-hidden />
        <span>{t('connect.waiting')}</span>
        <span className="muted">
          {t('connect.codeExpires')} <RelativeTime at={step.expiresAt} />
        </span>
      </Group>
    </Stack>
  );
};
