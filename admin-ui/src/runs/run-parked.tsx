import type { Run } from '../api/shapes.ts';
import { IconParked } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { DataView } from './data-view.tsx';
import { FixHint } from './fix-hint.tsx';
import { lastName } from './task-name.ts';
import { reasonOf } from './task-facts.ts';
import styles from './run-page.module.css';

/** Why a flow gave its run up to people, and what it left for them. */
export const RunParked = ({ run }: { readonly run: Run }) => {
  const t = useT();
  const { error } = run;
  if (run.status !== 'parked' || error === null) return null;
  const reason = typeof error['reason'] === 'string' && error['reason'] !== '' ? error['reason'] : null;
  const task = lastName(error['task']);
  const fault = reasonOf(error['fault']);
  return (
    <section className={styles['error']} aria-label={t('runs.status.parked')}>
      <p className={styles['errorTitle']}>
        <IconParked size={16} aria-hidden />
        {task === null ? t('runs.parkedTitle') : t('runs.parkedAt', { task })}
      </p>
      <p className="any-break">{reason ?? t('runs.noReason')}</p>
      {fault !== null && <p className="muted any-break">{t('runs.failedAfter', { reason: fault })}</p>}
      <FixHint error={error['fault']} flow={run.flow} />
      {error['data'] !== undefined && (
        <DataView level={2} title={t('runs.parkedData')} value={error['data']} />
      )}
    </section>
  );
};
