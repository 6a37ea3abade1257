import { Button } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useReadPages } from '../api/queries.tsx';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { RelativeTime } from '../show/time.tsx';
import { valueText } from './value-text.ts';
import beside from '../show/beside.module.css';
import styles from './variables.module.css';

const atOnce = 20;

/** What the variable was, the newest first: the first one is what it is. */
export const VariableHistory = ({ name }: { readonly name: string }) => {
  const t = useT();
  const { client, key } = useHub();
  const list = useReadPages(key('variables', 'history', name), (cursor, signal) =>
    answer(
      client.GET('/api/variables/{variable}/history', {
        signal,
        params: {
          path: { variable: name },
          query: { limit: atOnce, ...(cursor === null ? {} : { cursor }) },
        },
      }),
    ),
  );
  const items = list.pages?.flatMap((page) => page.items) ?? [];
  return (
    <section aria-labelledby="history">
      <h3 id="history" className={beside['heading']}>
        {t('variables.history')}
      </h3>
      {list.problem !== null && (
        <Failure
          quiet
          what={t('variables.historyFailed')}
          problem={list.problem}
          onRetry={list.reload}
          retrying={list.busy}
        />
      )}
      <ul className={styles['history']}>
        {items.map(({ value, setByName, setAt, deletedAt, deletedByName }) => (
          <li key={setAt}>
            <code className={styles['value']} title={valueText(value)}>
              {valueText(value)}
            </code>
            <span className="muted small">
              {setByName} · <RelativeTime at={setAt} />
              {deletedAt !== null && (
                <>
                  {' '}
                  · {t('variables.deletedBy', { name: deletedByName ?? '' })} <RelativeTime at={deletedAt} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
      {list.hasMore && (
        <Button mt={8} size="compact-sm" variant="default" loading={list.loadingMore} onClick={list.loadMore}>
          {t('variables.moreHistory')}
        </Button>
      )}
    </section>
  );
};
