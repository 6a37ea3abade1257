import { Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useWrite } from '../api/queries.tsx';
import type { Run } from '../api/shapes.ts';
import { AskOnce } from '../form/ask-once.tsx';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';

interface DismissProps {
  readonly run: Run | null;
  onClose(): void;
}

/** A dead letter that was dealt with in another way than by a retry. */
export const DismissRun = ({ run, onClose }: DismissProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const [note, setNote] = useState('');
  const dismiss = useWrite((runId: string) =>
    answer(client.POST('/api/runs/{run}/dismiss', { params: { path: { run: runId } }, body: { note } })),
  );
  const flow = run?.flow ?? '';
  const confirm = (): void => {
    if (run === null) return;
    dismiss.run(run.run).then(
      () => {
        cache.expire(key('runs'));
        notices.done(t('runs.did.dismiss', { flow }));
        setNote('');
        onClose();
      },
      () => undefined,
    );
  };
  return (
    <AskOnce
      mild
      opened={run !== null}
      title={t('runs.dismissTitle', { flow })}
      action={t('runs.dismiss')}
      busy={dismiss.busy}
      problem={dismiss.problem}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Stack gap={12}>
        <p>{t('runs.dismissText')}</p>
        <TextInput
          label={t('runs.dismissNote')}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      </Stack>
    </AskOnce>
  );
};
