import { Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useWrite } from '../api/queries.tsx';
import type { Run } from '../api/shapes.ts';
import { AskOnce } from '../form/ask-once.tsx';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';

interface CancelProps {
  readonly run: Run | null;
  onClose(): void;
}

export const CancelRun = ({ run, onClose }: CancelProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const [reason, setReason] = useState('');
  const cancel = useWrite((runId: string) =>
    answer(client.POST('/api/runs/{run}/cancel', { params: { path: { run: runId } }, body: { reason } })),
  );
  const flow = run?.flow ?? '';
  const confirm = (): void => {
    if (run === null) return;
    cancel.run(run.run).then(
      () => {
        cache.expire(key('runs'));
        notices.done(t('runs.did.cancel', { flow }));
        setReason('');
        onClose();
      },
      () => undefined,
    );
  };
  return (
    <AskOnce
      opened={run !== null}
      title={t('runs.cancelTitle', { flow })}
      action={t('runs.cancel')}
      busy={cancel.busy}
      problem={cancel.problem}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Stack gap={12}>
        <p>{t('runs.cancelText')}</p>
        <TextInput
          label={t('runs.cancelReason')}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </Stack>
    </AskOnce>
  );
};
