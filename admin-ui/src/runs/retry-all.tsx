import { Button } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useRead, useWrite } from '../api/queries.tsx';
import type { Run, WantedRuns } from '../api/shapes.ts';
import { AskOnce } from '../form/ask-once.tsx';
import type { HubList } from '../list/use-list.ts';
import { IconRefresh } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { Failure } from '../show/failure.tsx';
import { RetryProgress } from './retry-progress.tsx';
import { narrowing } from './use-run-list.ts';

interface RetryAllProps {
  readonly list: HubList<Run>;
  readonly flow: string | null;
}

/** What a retry can be about. */
const over: readonly (string | undefined)[] = ['faulted', 'parked', 'cancelled'];

/** All runs that fit what the list is narrowed to, however many of them are shown. Offered where that is what one looks at. */
export const RetryAll = ({ list, flow }: RetryAllProps) => {
  const t = useT();
  const may = useMay();
  const [wanted, setWanted] = useState<WantedRuns | null>(null);
  const [retry, setRetry] = useState<string | null>(null);
  const given = narrowing(list, flow);
  const fits = over.includes(given.status) || (given.status === undefined && given.dead !== undefined);
  return (
    <>
      {fits && may('flows.run') && list.items.length > 0 && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRefresh size={14} />}
          onClick={() => setWanted(given)}
        >
          {t('retries.all')}
        </Button>
      )}
      {wanted !== null && (
        <AskRetry
          wanted={wanted}
          onBegun={(begun) => {
            setWanted(null);
            setRetry(begun);
          }}
          onClose={() => setWanted(null)}
        />
      )}
      {retry !== null && <RetryProgress id={retry} onClose={() => setRetry(null)} />}
    </>
  );
};

interface AskProps {
  readonly wanted: WantedRuns;
  /** Null: there was nothing left to begin. */
  onBegun(retry: string | null): void;
  onClose(): void;
}

/** Says how many they are before anything happens. */
const AskRetry = ({ wanted, onBegun, onClose }: AskProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const counted = useRead(
    key('retries', 'count', wanted),
    (signal) => answer(client.POST('/api/retries', { signal, body: { ...wanted, dryRun: true } })),
    { fresh: true },
  );
  const start = useWrite(() => answer(client.POST('/api/retries', { body: wanted })));
  const count = counted.data?.count;
  const confirm = (): void => {
    if (count === undefined || count === 0) return onClose();
    start.run(undefined).then(
      ({ retry }) => {
        cache.expire(key('retries'));
        cache.expire(key('runs'));
        onBegun(retry?.retry ?? null);
      },
      () => undefined,
    );
  };
  return (
    <AskOnce
      mild
      opened
      title={t('retries.title')}
      action={count === undefined || count === 0 ? t('close') : t('runs.retryMany', { count })}
      busy={start.busy || (count === undefined && counted.problem === null)}
      problem={start.problem}
      onConfirm={confirm}
      onClose={onClose}
    >
      {counted.problem !== null && (
        <Failure
          quiet
          what={t('retries.notCounted')}
          problem={counted.problem}
          onRetry={counted.reload}
          retrying={counted.busy}
        />
      )}
      {count === undefined && counted.problem === null && <p role="status">{t('retries.counting')}</p>}
      {count !== undefined && (
        <p role="status">{count === 0 ? t('retries.none') : t('retries.text', { count })}</p>
      )}
    </AskOnce>
  );
};
