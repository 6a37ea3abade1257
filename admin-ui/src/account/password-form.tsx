import { PasswordInput, Stack } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import type { Me } from '../api/shapes.ts';
import { FormActions } from '../form/form-actions.tsx';
import { FormProblems } from '../form/form-problems.tsx';
import { NewPasswordField } from '../form/new-password-field.tsx';
import { missing, wrongPassword } from '../form/rules.ts';
import { useHubForm } from '../form/use-hub-form.ts';
import { useT } from '../messages/messages-context.tsx';
import { meKey } from '../session/me.ts';
import { useNotices } from '../show/notices.tsx';

export const PasswordForm = ({ user }: { readonly user: Me['user'] }) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const form = useHubForm({
    initial: { current: '', next: '' },
    labels: { current: t('account.currentPassword'), next: t('account.newPassword') },
    validate: ({ current, next }) => ({
      current: user.hasPassword ? missing(t, current) : null,
      next: wrongPassword(t, next),
    }),
    submit: async ({ current, next }) => {
      await answer(
        client.POST('/api/me/password', { body: { next, ...(user.hasPassword ? { current } : {}) } }),
      );
      form.fields.reset();
      cache.expire(meKey);
      cache.expire(key('sessions'));
      notices.done(t('account.passwordSaved'));
    },
  });
  return (
    <form onSubmit={form.onSubmit} onBlur={form.onBlur} noValidate>
      <Stack gap={16}>
        <FormProblems form={form} />
        {/* Tells a password store whose password this is. */}
        <input type="text" name="username" autoComplete="username" value={user.email ?? ''} readOnly hidden />
        {user.hasPassword && (
          <PasswordInput
            label={t('account.currentPassword')}
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
            required
            {...form.fields.getInputProps('current')}
          />
        )}
        <NewPasswordField label={t('account.newPassword')} field={form.fields.getInputProps('next')} />
        <FormActions
          label={user.hasPassword ? t('account.changePassword') : t('account.setPassword')}
          busy={form.busy}
        />
      </Stack>
    </form>
  );
};
