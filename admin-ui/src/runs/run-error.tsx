import type { Run } from '../api/shapes.ts';
import { IconFailed } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { EditStep } from './edit-step.tsx';
import { FixHint } from './fix-hint.tsx';
import { lastName } from './task-name.ts';
import { reasonOf } from './task-facts.ts';
import styles from './run-page.module.css';

/** Why a run failed, where, and what to do about it. */
export const RunError = ({ run }: { readonly run: Run }) => {
  const t = useT();
  const { error } = run;
  if (run.status !== 'faulted' || error === null) return null;
  const task = lastName(error['instance']);
  return (
    <section className={styles['error']} aria-label={t('runs.error')}>
      <p className={styles['errorTitle']}>
        <IconFailed size={16} aria-hidden />
        {task === null ? t('runs.failedAtAll') : t('runs.failedAt', { task })}
      </p>
      <p className="any-break">{reasonOf(error) ?? t('runs.noReason')}</p>
      <FixHint error={error} flow={run.flow} />
      <EditStep flow={run.flow} place={error['instance']} />
    </section>
  );
};
