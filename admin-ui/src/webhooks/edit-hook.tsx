import { Skeleton, Stack } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import type { Hook, HookOnce } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { useNotices } from '../show/notices.tsx';
import { entryOf, hookChangeOf } from './entry.ts';
import { HookForm } from './hook-form.tsx';
import { HookShownOnce } from './hook-once.tsx';
import { useHookNeeds } from './use-hook-needs.ts';

interface EditProps {
  readonly hook: Hook;
  onDone(): void;
}

export const EditHook = ({ hook, onDone }: EditProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const [once, setOnce] = useState<HookOnce | null>(null);
  const needs = useHookNeeds();
  // Another check may have made a secret, or an address with one.
  if (once !== null) return <HookShownOnce once={once} onDone={onDone} />;
  if (needs.data === undefined)
    return needs.problem === null ? (
      <Stack gap={12} aria-hidden>
        <Skeleton h={36} />
        <Skeleton h={36} />
      </Stack>
    ) : (
      <Failure what={t('hooks.formFailed')} problem={needs.problem} onRetry={needs.reload} />
    );
  return (
    <HookForm
      connector={hook.connector}
      providers={needs.data.providers}
      body={needs.data.body}
      initial={entryOf(hook)}
      present={hook}
      action={t('save')}
      failed={t('hooks.notSaved')}
      submit={async (entry) => {
        const changed = await answer(
          client.PATCH('/api/hooks/{endpointId}', {
            params: { path: { endpointId: hook.id } },
            body: hookChangeOf(
              entry,
              needs.data?.providers.find(({ name }) => name === entry.provider),
            ),
          }),
        );
        cache.expire(key('hooks'));
        notices.done(t('connections.saved', { name: changed.endpoint.name }));
        const newAddress = changed.endpoint.url !== hook.url;
        if (changed.secret !== null || changed.verifyToken !== null || newAddress) setOnce(changed);
        else onDone();
      }}
      onCancel={onDone}
    />
  );
};
