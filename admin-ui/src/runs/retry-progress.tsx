import { Button, Group, Modal, Progress, Stack } from '@mantine/core';
import { useEffect } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useRead, useWrite } from '../api/queries.tsx';
import type { RetryFacts } from '../api/shapes.ts';
import { Link } from '../location/router.tsx';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { StateMark } from '../show/state-mark.tsx';
import { runPath } from './run-path.ts';
import styles from './run-page.module.css';

interface ProgressProps {
  readonly id: string;
  onClose(): void;
}

/** How far a retry of many runs is. It goes on whether anybody looks or not. */
export const RetryProgress = ({ id, onClose }: ProgressProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const params = { path: { retry: id } };
  const read = useRead(
    key('retries', 'one', id),
    (signal) => answer(client.GET('/api/retries/{retry}', { signal, params })),
    { fresh: true, everyMs: 1_000 },
  );
  const stop = useWrite(() => answer(client.POST('/api/retries/{retry}/cancel', { params })));
  const retry = read.data;
  const running = retry === undefined || retry.status === 'running';
  useEffect(() => {
    if (!running) cache.expire(key('runs'));
  }, [running, cache, key]);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('retries.title')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Stack gap={16}>
        {read.problem !== null && (
          <Failure
            quiet
            what={t('retries.failed')}
            problem={read.problem}
            onRetry={read.reload}
            retrying={read.busy}
          />
        )}
        {retry !== undefined && <HowFar retry={retry} />}
        {stop.problem !== null && <Failure quiet what={t('ask.failed')} problem={stop.problem} />}
        {running && <p className="muted">{t('retries.goesOn')}</p>}
        <Group gap={8} justify="flex-end">
          {running && (
            <Button
              variant="default"
              loading={stop.busy}
              onClick={() => {
                stop.run(undefined).then(read.reload, () => undefined);
              }}
            >
              {t('bulk.stop')}
            </Button>
          )}
          <Button onClick={onClose} data-autofocus>
            {t('close')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
};

const HowFar = ({ retry }: { readonly retry: RetryFacts }) => {
  const t = useT();
  const { space } = useHub();
  const { status, total, retried, refused, refusals } = retry;
  const done = retried + refused;
  const left = total - done;
  return (
    <>
      {status === 'running' && (
        <>
          <p role="status">{t('bulk.progress', { done, all: total })}</p>
          <Progress value={(100 * done) / Math.max(1, total)} aria-label={t('retries.title')} />
        </>
      )}
      {status !== 'running' && (
        <div role="status">
          <StateMark tone="success">{t('runs.manyRetried', { count: retried })}</StateMark>
          {left > 0 && (
            <p>
              <StateMark tone="quiet">{t('bulk.left', { count: left })}</StateMark>
            </p>
          )}
        </div>
      )}
      {refused > 0 && (
        <div>
          <StateMark tone="failed">{t('bulk.failed', { count: refused })}</StateMark>
          <ul className={styles['refusals']}>
            {refusals.map(({ run, reason }) => (
              <li key={run}>
                <Link to={runPath(space, run)} className="link">
                  <code>{run.slice(-6)}</code>
                </Link>{' '}
                {reason}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
};
