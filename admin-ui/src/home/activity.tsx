import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import { Link } from '../location/router.tsx';
import { spacePath } from '../location/space-path.ts';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { RelativeTime } from '../show/time.tsx';
import styles from './home-page.module.css';

/** The last things that were done in the space; new ones come in as they happen, for here one watches. */
export const Activity = () => {
  const t = useT();
  const { client, key, space } = useHub();
  const recent = useRead(
    key('activity'),
    (signal) => answer(client.GET('/api/audit', { signal, params: { query: { limit: 8 } } })),
    { fresh: true },
  );
  return (
    <section aria-labelledby="activity">
      <h2 id="activity">{t('activity.title')}</h2>
      {recent.problem !== null && (
        <Failure
          quiet
          what={t('audit.failed')}
          problem={recent.problem}
          onRetry={recent.reload}
          retrying={recent.busy}
        />
      )}
      {recent.data?.items.length === 0 && <p className="muted">{t('activity.empty')}</p>}
      <ul className={styles['activity']}>
        {recent.data?.items.map((entry) => (
          <li key={entry.id}>
            <span>
              {entry.actorName} · <code>{entry.action}</code>
            </span>
            <span className="muted">
              <RelativeTime at={entry.at} />
            </span>
          </li>
        ))}
      </ul>
      {space !== null && (recent.data?.items.length ?? 0) > 0 && (
        <p className={styles['all']}>
          <Link to={spacePath(space, 'audit')} className="link">
            {t('activity.all')}
          </Link>
        </p>
      )}
    </section>
  );
};
