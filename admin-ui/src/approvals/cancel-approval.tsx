import { Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useWrite } from '../api/queries.tsx';
import type { Approval } from '../api/shapes.ts';
import { AskOnce } from '../form/ask-once.tsx';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';

interface CancelProps {
  readonly approval: Approval | null;
  onClose(): void;
}

export const CancelApproval = ({ approval, onClose }: CancelProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const [reason, setReason] = useState('');
  const cancel = useWrite((id: string) =>
    answer(
      client.POST('/api/approvals/{approval}/cancel', {
        params: { path: { approval: id } },
        body: { reason },
      }),
    ),
  );
  const confirm = (): void => {
    if (approval === null) return;
    cancel.run(approval.id).then(
      () => {
        cache.expire(key('approvals'));
        cache.expire(key('approval-count'));
        notices.done(t('approvals.cancelled'));
        onClose();
      },
      () => undefined,
    );
  };
  return (
    <AskOnce
      opened={approval !== null}
      title={t('approvals.cancelTitle')}
      action={t('approvals.cancel')}
      busy={cancel.busy}
      problem={cancel.problem}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Stack gap={12}>
        <p>{t('approvals.cancelText')}</p>
        <TextInput
          label={t('approvals.cancelReason')}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </Stack>
    </AskOnce>
  );
};
