import { useT } from '../../messages/messages-context.tsx';
import styles from '../gateway.module.css';

const shown = 4;

export const Scopes = ({
  scopes,
  all = false,
}: {
  readonly scopes: readonly string[];
  readonly all?: boolean;
}) => {
  const t = useT();
  if (scopes.length === 0) return <span className="muted">{t('consumers.noScopes')}</span>;
  const first = all ? scopes : scopes.slice(0, shown);
  return (
    <span className={styles['chips']}>
      {first.map((scope) => (
        <span key={scope} className={styles['chip']}>
          {scope}
        </span>
      ))}
      {scopes.length > first.length && (
        <span className="muted small" title={scopes.join(', ')}>
          {t('consumers.moreScopes', { count: scopes.length - first.length })}
        </span>
      )}
    </span>
  );
};
