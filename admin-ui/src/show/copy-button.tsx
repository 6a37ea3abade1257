import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import type { ComponentType } from 'react';
import { IconCopy, IconDone } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';

interface CopyProps {
  readonly value: string;
  /** What is copied, for those who do not see what stands beside it. */
  readonly label: string;
}

interface IconProps extends CopyProps {
  /** Where the usual one would say too little. */
  readonly icon?: ComponentType<{ size?: number }>;
}

export const CopyIcon = ({ value, label, icon = IconCopy }: IconProps) => {
  const t = useT();
  const clipboard = useClipboard({ timeout: 2_000 });
  const Icon = clipboard.copied ? IconDone : icon;
  return (
    <Tooltip label={clipboard.copied ? t('copy.done') : label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={clipboard.copied ? t('copy.done') : label}
        onClick={() => clipboard.copy(value)}
      >
        <Icon size={14} />
      </ActionIcon>
    </Tooltip>
  );
};

export const CopyButton = ({ value, label }: CopyProps) => {
  const t = useT();
  const clipboard = useClipboard({ timeout: 2_000 });
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={clipboard.copied ? <IconDone size={14} /> : <IconCopy size={14} />}
      onClick={() => clipboard.copy(value)}
    >
      <span aria-live="polite">{clipboard.copied ? t('copy.done') : label}</span>
    </Button>
  );
};
