import type { ConnectorFacts } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { CopyIcon } from '../show/copy-button.tsx';
import { Facts } from '../show/facts.tsx';
import { ExactTime } from '../show/time.tsx';
import { NoteList } from './note-list.tsx';
import { SkippedList } from './skipped-list.tsx';
import { UsedBy } from './used-by.tsx';
import styles from './connector-page.module.css';

/** Where the connector came from, and what its document did not give. */
export const DocumentTab = ({ facts }: { readonly facts: ConnectorFacts }) => {
  const t = useT();
  const { connector, servers, auth, skipped, notes } = facts;
  return (
    <>
      <div className={styles['content']}>
        <Facts
          facts={[
            [t('connectors.origin'), t(`connectors.${connector.origin}`)],
            [
              t('connectors.source'),
              connector.sourceUrl === null ? (
                <span className="muted">{t('connectors.noSource')}</span>
              ) : (
                <>
                  <code>{connector.sourceUrl}</code>{' '}
                  <CopyIcon value={connector.sourceUrl} label={t('connectors.copySource')} />
                </>
              ),
            ],
            [t('connectors.documentVersion'), connector.documentVersion],
            [
              t('connectors.servers'),
              servers.length === 0 ? (
                <span className="muted">{t('connectors.noServer')}</span>
              ) : (
                <ul className={styles['plain']}>
                  {servers.map(({ url, description }) => (
                    <li key={url}>
                      <code>{url}</code> <span className="muted">{description}</span>
                    </li>
                  ))}
                </ul>
              ),
            ],
            [
              t('connectors.auth'),
              auth.length === 0 ? (
                <span className="muted">{t('connectors.noAuth')}</span>
              ) : (
                <ul className={styles['plain']}>
                  {auth.map(({ name, type, grants, description }) => (
                    <li key={name}>
                      {name} <span className="muted">{[type, ...grants].join(', ')}</span>
                      {description !== '' && <p className="muted small">{description}</p>}
                    </li>
                  ))}
                </ul>
              ),
            ],
            [t('usedBy'), <UsedBy key="users" users={facts} />],
            [t('connectors.created'), <ExactTime key="created" at={connector.createdAt} />],
            [t('connectors.updated'), <ExactTime key="updated" at={connector.updatedAt} />],
          ]}
        />
        <section>
          <h2>{t('connectors.notes')}</h2>
          {notes.length === 0 ? (
            <p className="muted">{t('connectors.noNotes')}</p>
          ) : (
            <NoteList notes={notes} />
          )}
        </section>
      </div>
      <section className={styles['wide']}>
        <h2>{t('connectors.skippedCount', { count: skipped.length })}</h2>
        {skipped.length > 0 && <SkippedList skipped={skipped} />}
      </section>
    </>
  );
};
