import { Loader } from '@mantine/core';
import type { ComponentType } from 'react';
import { IconDone, IconFailed, IconCancelled, IconOpenStep, IconUndo, IconWaiting } from '../look/icons.ts';
import type { MessageKey } from '../messages/translate.ts';
import type { TaskState } from './task-facts.ts';
import styles from './timeline.module.css';

export const taskWords: Readonly<Record<TaskState, MessageKey>> = {
  done: 'runs.task.done',
  failed: 'runs.task.failed',
  skipped: 'runs.task.skipped',
  stopped: 'runs.task.stopped',
  running: 'runs.task.running',
  waiting: 'runs.task.waiting',
  undone: 'runs.task.undone',
};

const icons: Readonly<Record<Exclude<TaskState, 'running'>, ComponentType<{ size?: number }>>> = {
  done: IconDone,
  failed: IconFailed,
  skipped: IconOpenStep,
  stopped: IconCancelled,
  waiting: IconWaiting,
  undone: IconUndo,
};

/** The shape of a state: its word stands beside it, or is said by the row. */
export const TaskIcon = ({ state }: { readonly state: TaskState }) => {
  if (state === 'running')
    return (
      <span className={styles['icon']} data-state={state} aria-hidden>
        <Loader size={12} color="currentColor" />
      </span>
    );
  const Icon = icons[state];
  return (
    <span className={styles['icon']} data-state={state} aria-hidden>
      <Icon size={14} />
    </span>
  );
};
