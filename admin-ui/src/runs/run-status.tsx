import { Loader } from '@mantine/core';
import type { ComponentType } from 'react';
import type { Run } from '../api/shapes.ts';
import {
  IconCancelled,
  IconFailed,
  IconHeld,
  IconParked,
  IconQueued,
  IconSuccess,
  IconWaiting,
} from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { statusWords } from './run-state.ts';
import styles from './run-status.module.css';

const icons: Readonly<
  Partial<Record<Run['status'], ComponentType<{ size?: number; 'aria-hidden'?: boolean }>>>
> = {
  queued: IconQueued,
  waiting: IconWaiting,
  parked: IconParked,
  suspended: IconHeld,
  completed: IconSuccess,
  faulted: IconFailed,
  cancelled: IconCancelled,
};

/** A shape, a colour and always the word. */
export const RunStatus = ({ run }: { readonly run: Pick<Run, 'status' | 'wanted'> }) => {
  const t = useT();
  const { tone, word } = statusWords[run.status];
  const Icon = icons[run.status];
  const wanted = run.wanted === null ? null : t(`runs.wanted.${run.wanted}`);
  return (
    <span className={styles['status']} data-tone={tone}>
      {Icon === undefined ? (
        <Loader size={12} color="currentColor" aria-hidden />
      ) : (
        <Icon size={14} aria-hidden />
      )}
      <span>{wanted ?? t(word)}</span>
    </span>
  );
};
