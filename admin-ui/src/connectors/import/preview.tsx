import { Stack } from '@mantine/core';
import type { ImportPreview } from '../../api/shapes.ts';
import { useT } from '../../messages/messages-context.tsx';
import { Facts } from '../../show/facts.tsx';
import { NoteList } from '../note-list.tsx';
import { SkippedList } from '../skipped-list.tsx';
import { PreviewOperations } from './preview-operations.tsx';
import styles from './import-page.module.css';

/** What the document would become, before anything is kept. */
export const Preview = ({ preview }: { readonly preview: ImportPreview }) => {
  const t = useT();
  const { result, description, operations } = preview;
  const { auth, servers, skipped, notes } = result;
  return (
    <section className={styles['preview']} aria-labelledby="preview">
      <div className={styles['facts']}>
        <Stack gap={12}>
          <h2 id="preview">{result.title}</h2>
          {description !== '' && <p className="any-break">{description.slice(0, 600)}</p>}
          <Facts
            facts={[
              [t('connectors.version'), result.documentVersion],
              [t('connectors.format'), result.format],
              [t('connectors.operations'), t('connectors.operationCount', { count: result.operations })],
              [t('connectors.events'), t('connectors.eventCount', { count: result.events })],
              [
                t('connectors.servers'),
                servers.length === 0 ? (
                  <span className="muted">{t('connectors.noServer')}</span>
                ) : (
                  <ul className={styles['plain']}>
                    {servers.map((server) => (
                      <li key={server}>
                        <code>{server}</code>
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
                    {auth.map(({ name, type, grants }) => (
                      <li key={name}>
                        {name} <span className="muted">{[type, ...grants].join(', ')}</span>
                      </li>
                    ))}
                  </ul>
                ),
              ],
            ]}
          />
        </Stack>
      </div>
      {skipped.length > 0 && (
        <div className={styles['wide']}>
          <h2>{t('connectors.skippedCount', { count: skipped.length })}</h2>
          <SkippedList skipped={skipped} />
        </div>
      )}
      {notes.length > 0 && (
        <div>
          <h2>{t('connectors.notes')}</h2>
          <NoteList notes={notes} />
        </div>
      )}
      <div className={styles['wide']}>
        <h2>{t('connectors.operations')}</h2>
        <PreviewOperations operations={operations} all={result.operations} />
      </div>
    </section>
  );
};
