import { useEffect, useState } from 'react';
import { IconOffline } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useLiveState } from './live-context.tsx';
import styles from './offline-notice.module.css';

/** How long a lost connection may take to come back before anybody is told. */
const patience = 3_000;

export const OfflineNotice = () => {
  const t = useT();
  const lost = useLiveState() === 'lost';
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!lost) return undefined;
    const timer = setTimeout(() => setShown(true), patience);
    return () => {
      clearTimeout(timer);
      setShown(false);
    };
  }, [lost]);
  return (
    <div role="status">
      {lost && shown && (
        <p className={styles['notice']}>
          <IconOffline size={16} aria-hidden />
          {t('live.lost')}
        </p>
      )}
    </div>
  );
};
