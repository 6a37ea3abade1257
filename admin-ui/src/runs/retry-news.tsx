import { Button } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import { useT } from '../messages/messages-context.tsx';
import { RetryProgress } from './retry-progress.tsx';
import styles from './run-page.module.css';

const lookEveryMs = 5_000;

/** Says that many runs are being retried, whoever asked for it, and leads to where it can be stopped. */
export const RetryNews = () => {
  const t = useT();
  const { client, key } = useHub();
  const [shown, setShown] = useState<string | null>(null);
  const query = { status: 'running', limit: 1 } as const;
  const read = useRead(
    key('retries', 'running'),
    (signal) => answer(client.GET('/api/retries', { signal, params: { query } })),
    { fresh: true, everyMs: lookEveryMs },
  );
  const running = read.data?.items[0];
  return (
    <>
      <div role="status" className={styles['news']}>
        {running !== undefined && (
          <>
            {t('retries.running', {
              name: running.askedByName,
              done: running.retried + running.refused,
              all: running.total,
            })}{' '}
            <Button size="compact-sm" variant="light" onClick={() => setShown(running.retry)}>
              {t('retries.show')}
            </Button>
          </>
        )}
      </div>
      {shown !== null && <RetryProgress id={shown} onClose={() => setShown(null)} />}
    </>
  );
};
