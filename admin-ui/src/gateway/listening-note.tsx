import { CopyIcon } from '../show/copy-button.tsx';
import { useT } from '../messages/messages-context.tsx';
import { useTrafficStatus } from './use-traffic-status.ts';
import styles from './gateway.module.css';

/** By which address clients reach the routes; or why they do not. */
export const ListeningNote = () => {
  const t = useT();
  const status = useTrafficStatus();
  const { urls = [], problem = null, broken = [] } = status.data ?? {};
  return (
    <>
      {problem !== null && (
        <div className={styles['alert']} role="alert">
          {t('gateway.notListening')} <span className="any-break">{problem}</span>
        </div>
      )}
      {broken.length > 0 && (
        <div className={styles['alert']} role="alert">
          {t('gateway.brokenList', { names: broken.map(({ name }) => name).join(', ') })}
        </div>
      )}
      {status.data === undefined && status.problem === null && (
        // The place of what is read: the page below does not jump.
        <p className={styles['listening']} aria-hidden>
          &nbsp;
        </p>
      )}
      {urls.length > 0 && (
        <p className={styles['listening']}>
          <span className="muted">{t('gateway.reached')}</span>
          {urls.slice(0, 3).map((url) => (
            <span key={url} className={styles['url']}>
              <code className="any-break">{url}</code>
              <CopyIcon value={url} label={t('gateway.copyUrl', { url })} />
            </span>
          ))}
        </p>
      )}
    </>
  );
};
