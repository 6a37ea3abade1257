import { Stack, TextInput } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import { FormActions } from '../form/form-actions.tsx';
import { FormProblems } from '../form/form-problems.tsx';
import { missing } from '../form/rules.ts';
import { useHubForm } from '../form/use-hub-form.ts';
import { useT } from '../messages/messages-context.tsx';
import { meKey } from '../session/me.ts';
import { useNotices } from '../show/notices.tsx';

export const RemoveSecondFactor = (props: { onDone(): void }) => {
  const t = useT();
  const { client } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const form = useHubForm({
    initial: { code: '' },
    labels: { code: t('totp.code') },
    validate: ({ code }) => ({ code: missing(t, code) }),
    submit: async ({ code }) => {
      await answer(client.POST('/api/me/totp/remove', { body: { code: code.replaceAll(' ', '') } }));
      cache.expire(meKey);
      notices.done(t('totp.removed'));
      props.onDone();
    },
  });
  return (
    <form onSubmit={form.onSubmit} onBlur={form.onBlur} noValidate>
      <Stack gap={16}>
        <p>{t('totp.removeText')}</p>
        <FormProblems form={form} />
        <TextInput
          label={t('totp.codeOrRecovery')}
          autoComplete="one-time-code"
          data-autofocus
          required
          {...form.fields.getInputProps('code')}
        />
        <FormActions label={t('totp.remove')} busy={form.busy} onCancel={props.onDone} />
      </Stack>
    </form>
  );
};
