import { Stack, TextInput } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import type { Me } from '../api/shapes.ts';
import { FormActions } from '../form/form-actions.tsx';
import { FormProblems } from '../form/form-problems.tsx';
import { RestoredDraft } from '../form/restored-draft.tsx';
import { missing, wrongEmail } from '../form/rules.ts';
import { useHubForm } from '../form/use-hub-form.ts';
import { useT } from '../messages/messages-context.tsx';
import { meKey } from '../session/me.ts';
import { useNotices } from '../show/notices.tsx';

export const ProfileForm = ({ user }: { readonly user: Me['user'] }) => {
  const t = useT();
  const { client } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const form = useHubForm({
    draft: 'profile',
    initial: { name: user.name, email: user.email ?? '' },
    labels: { name: t('account.name'), email: t('members.email') },
    validate: ({ name, email }) => ({
      name: missing(t, name),
      email: email === '' && user.email === null ? null : wrongEmail(t, email),
    }),
    submit: async ({ name, email }) => {
      const body = { name: name.trim(), ...(email.trim() === '' ? {} : { email: email.trim() }) };
      await answer(client.PATCH('/api/me', { body }));
      cache.expire(meKey);
      notices.done(t('account.saved'));
    },
  });
  return (
    <form onSubmit={form.onSubmit} onBlur={form.onBlur} noValidate>
      <Stack gap={16}>
        <RestoredDraft form={form} />
        <FormProblems form={form} />
        <TextInput
          label={t('account.name')}
          autoComplete="name"
          maxLength={100}
          required
          {...form.fields.getInputProps('name')}
        />
        <TextInput
          label={t('members.email')}
          type="email"
          autoComplete="email"
          {...form.fields.getInputProps('email')}
        />
        <FormActions label={t('save')} busy={form.busy} />
      </Stack>
    </form>
  );
};
