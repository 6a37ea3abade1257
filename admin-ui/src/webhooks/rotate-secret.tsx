import { NativeSelect, PasswordInput, Stack } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import type { Hook, HookOnce } from '../api/shapes.ts';
import { useState } from 'react';
import { FormActions } from '../form/form-actions.tsx';
import { FormProblems } from '../form/form-problems.tsx';
import { useHubForm } from '../form/use-hub-form.ts';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';
import { HookShownOnce } from './hook-once.tsx';

interface RotateProps {
  readonly hook: Hook;
  onDone(): void;
}

const hour = 3_600;
/** How long the secret before stays good, in seconds. */
const rests = ['0', String(hour), String(24 * hour), String(7 * 24 * hour), String(30 * 24 * hour)] as const;

/** Another secret, with the one before still good until the provider has it. */
export const RotateSecret = ({ hook, onDone }: RotateProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const [once, setOnce] = useState<HookOnce | null>(null);
  const theirs = hook.secretFrom === 'provider';
  const first = hook.secrets.length === 0;
  const form = useHubForm({
    initial: { secret: '', keepOldSeconds: String(24 * hour) },
    labels: { secret: t('hooks.newSecret'), keepOldSeconds: t('hooks.keepOld') },
    validate: ({ secret }) => ({ secret: theirs && secret === '' ? t('rule.missing') : null }),
    submit: async ({ secret, keepOldSeconds }) => {
      const changed = await answer(
        client.POST('/api/hooks/{endpointId}/rotate-secret', {
          params: { path: { endpointId: hook.id } },
          body: { keepOldSeconds: Number(keepOldSeconds), ...(secret === '' ? {} : { secret }) },
        }),
      );
      cache.expire(key('hooks'));
      notices.done(t('hooks.rotated', { name: hook.name }));
      if (changed.secret === null) onDone();
      else setOnce(changed);
    },
  });
  if (once !== null) return <HookShownOnce once={once} onDone={onDone} />;
  return (
    <form onSubmit={form.onSubmit} onBlur={form.onBlur} noValidate>
      <Stack gap={16}>
        <FormProblems form={form} />
        {!first && <p className="muted">{t('hooks.rotateText')}</p>}
        <PasswordInput
          label={t(first ? 'hooks.secret' : 'hooks.newSecret')}
          description={t(theirs ? 'hooks.pasteText' : 'hooks.newSecretText')}
          data-path="secret"
          required={theirs}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
          {...form.fields.getInputProps('secret')}
        />
        {!first && (
          <NativeSelect
            label={t('hooks.keepOld')}
            data={rests.map((seconds) => ({ value: seconds, label: sayRest(t, Number(seconds)) }))}
            {...form.fields.getInputProps('keepOldSeconds')}
          />
        )}
        <FormActions label={t(first ? 'save' : 'hooks.rotate')} busy={form.busy} onCancel={onDone} />
      </Stack>
    </form>
  );
};

const sayRest = (t: ReturnType<typeof useT>, seconds: number): string => {
  if (seconds === 0) return t('hooks.keepNot');
  return seconds < 24 * hour
    ? t('hooks.keepHours', { count: seconds / hour })
    : t('hooks.keepDays', { count: seconds / (24 * hour) });
};
