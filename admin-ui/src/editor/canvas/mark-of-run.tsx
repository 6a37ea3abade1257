import { Tooltip } from '@mantine/core';
import { IconCancelled, IconFailed, IconQueued, IconRunning, IconSuccess } from '../../look/icons.ts';
import { useMessages } from '../../messages/messages-context.tsx';
import { durationText } from '../../runs/duration.ts';
import type { RunMark, RunStatus } from './run-marks.ts';
import styles from './card.module.css';

const icons: Readonly<Record<RunStatus, typeof IconSuccess>> = {
  waiting: IconQueued,
  running: IconRunning,
  done: IconSuccess,
  failed: IconFailed,
  skipped: IconCancelled,
};

/** How it went at this step in the run that is shown. */
export const MarkOfRun = ({ mark }: { readonly mark: RunMark }) => {
  const { t, language } = useMessages();
  const Icon = icons[mark.status];
  const { status, attempts, count, ms, error = null } = mark;
  const said = [
    t(`editor.canvas.run.${status}`),
    ...(ms === null ? [] : [durationText(language, ms)]),
    ...(attempts > 1 ? [t('editor.canvas.run.attempts', { count: attempts })] : []),
    ...(count > 1 ? [t('editor.canvas.run.times', { count })] : []),
  ].join(', ');
  return (
    <Tooltip label={error === null ? said : `${said}: ${error}`} multiline maw={360}>
      <span className={styles['run']} data-status={status}>
        <Icon size={14} />
        {count > 1 && <span className="small">×{count}</span>}
      </span>
    </Tooltip>
  );
};
