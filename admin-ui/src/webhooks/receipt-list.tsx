import { Button } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useReadPages } from '../api/queries.tsx';
import type { Hook } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { RelativeTime } from '../show/time.tsx';
import beside from '../show/beside.module.css';
import styles from './webhooks.module.css';

const atOnce = 20;
const lookEveryMs = 3_000;

/** The webhooks that were taken, newest first; they come in while one watches the first page. */
export const ReceiptList = ({ hook }: { readonly hook: Hook }) => {
  const t = useT();
  const { client, key } = useHub();
  const { id: endpointId } = hook;
  const list = useReadPages(
    key('receipts', endpointId),
    (cursor, signal) =>
      answer(
        client.GET('/api/hooks/{endpointId}/receipts', {
          signal,
          params: {
            path: { endpointId },
            query: { limit: atOnce, sort: '-receivedAt', ...(cursor === null ? {} : { cursor }) },
          },
        }),
      ),
    { everyMs: lookEveryMs },
  );
  const items = list.pages?.flatMap((page) => page.items) ?? [];
  const newest = items[0]?.receivedAt ?? '';
  const news = (list.pages?.length ?? 0) > 1 && hook.lastReceivedAt !== null && hook.lastReceivedAt > newest;
  return (
    <section aria-labelledby="receipts">
      <h3 id="receipts" className={beside['heading']}>
        {t('hooks.receipts')}
      </h3>
      {list.problem !== null && (
        <Failure
          quiet
          what={t('hooks.receiptsFailed')}
          problem={list.problem}
          onRetry={list.reload}
          retrying={list.busy}
        />
      )}
      {list.pages !== undefined && items.length === 0 && <p className="muted">{t('hooks.noReceipts')}</p>}
      {news && (
        <Button size="compact-sm" variant="subtle" loading={list.busy} onClick={list.reload}>
          {t('hooks.newReceipts')}
        </Button>
      )}
      <ul className={styles['receipts']} aria-live="polite" aria-relevant="additions">
        {items.map(({ eventKey, eventType, bytes, receivedAt }) => (
          <li key={eventKey}>
            <code className={styles['event']}>{eventType}</code>
            <span className="muted small">
              <RelativeTime at={receivedAt} />
            </span>
            <code className={`${styles['event']} muted small`} title={eventKey}>
              {eventKey}
            </code>
            <span className="muted small">{t('hooks.bytes', { count: bytes })}</span>
          </li>
        ))}
      </ul>
      {list.hasMore && (
        <Button mt={8} size="compact-sm" variant="default" loading={list.loadingMore} onClick={list.loadMore}>
          {t('hooks.moreReceipts')}
        </Button>
      )}
    </section>
  );
};
