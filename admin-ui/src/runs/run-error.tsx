import { useHub } from '../api/hub-context.tsx';
import type { Run } from '../api/shapes.ts';
import { spacePath } from '../location/space-path.ts';
import { IconFailed } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { LinkButton } from '../show/link-button.tsx';
import { fixOf } from './error-fix.ts';
import { lastName } from './task-name.ts';
import { reasonOf } from './task-facts.ts';
import styles from './run-page.module.css';

/** Why a run failed, where, and what to do about it. */
export const RunError = ({ run }: { readonly run: Run }) => {
  const t = useT();
  const { space } = useHub();
  const { error } = run;
  if (run.status !== 'faulted' || error === null) return null;
  const fix = fixOf({ error, flow: run.flow });
  const task = lastName(error['instance']);
  return (
    <section className={styles['error']} aria-label={t('runs.error')}>
      <p className={styles['errorTitle']}>
        <IconFailed size={16} aria-hidden />
        {task === null ? t('runs.failedAtAll') : t('runs.failedAt', { task })}
      </p>
      <p className="any-break">{reasonOf(error) ?? t('runs.noReason')}</p>
      {fix !== null && <p className="muted">{t(fix.text)}</p>}
      {fix !== null && fix.page !== null && fix.action !== null && (
        <LinkButton size="xs" variant="default" to={spacePath(space ?? '', fix.page)}>
          {t(fix.action)}
        </LinkButton>
      )}
    </section>
  );
};
