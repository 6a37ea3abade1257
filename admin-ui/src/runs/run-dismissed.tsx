import type { Run } from '../api/shapes.ts';
import { IconDone } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { ExactTime } from '../show/time.tsx';
import styles from './run-page.module.css';

/** Who has dealt with a dead letter, when and how. */
export const RunDismissed = ({ run }: { readonly run: Run }) => {
  const t = useT();
  const { dismissed } = run;
  if (dismissed === null) return null;
  return (
    <section className={styles['dismissed']} aria-label={t('runs.dismissed')}>
      <p className={styles['errorTitle']}>
        <IconDone size={16} aria-hidden />
        {t('runs.dismissedBy', { name: dismissed.byName === '' ? dismissed.by : dismissed.byName })}
      </p>
      <p className="muted">
        <ExactTime at={dismissed.at} />
      </p>
      {dismissed.note !== '' && <p className="any-break">{dismissed.note}</p>}
    </section>
  );
};
