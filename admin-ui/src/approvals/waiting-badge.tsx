import { VisuallyHidden } from '@mantine/core';
import { useT } from '../messages/messages-context.tsx';
import { mostCounted, useWaitingCount } from './use-waiting-count.ts';
import styles from './waiting-badge.module.css';

/** Beside the page's name in the navigation. Nothing where nobody waits. */
export const WaitingBadge = () => {
  const t = useT();
  const count = useWaitingCount();
  if (count === 0) return null;
  return (
    <span className={styles['badge']}>
      <span aria-hidden>{count >= mostCounted ? '99+' : count}</span>
      <VisuallyHidden>{t('approvals.waitingCount', { count })}</VisuallyHidden>
    </span>
  );
};
