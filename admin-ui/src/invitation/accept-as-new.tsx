import { Stack, TextInput } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { FormActions } from '../form/form-actions.tsx';
import { FormProblems } from '../form/form-problems.tsx';
import { NewPasswordField } from '../form/new-password-field.tsx';
import { missing, wrongPassword } from '../form/rules.ts';
import { useHubForm } from '../form/use-hub-form.ts';
import { Link } from '../location/router.tsx';
import { spacePath } from '../location/space-path.ts';
import { useT } from '../messages/messages-context.tsx';
import { useEnter } from '../sign-in/use-enter.ts';

interface AcceptProps {
  readonly token: string;
  readonly space: string;
  readonly email: string;
}

export const AcceptAsNew = ({ token, space, email }: AcceptProps) => {
  const t = useT();
  const { client } = useHub();
  const enter = useEnter();
  const form = useHubForm({
    initial: { name: '', password: '' },
    labels: { name: t('account.name'), password: t('invitation.password') },
    validate: ({ name, password }) => ({ name: missing(t, name), password: wrongPassword(t, password) }),
    submit: async ({ name, password }) => {
      await answer(client.POST('/api/invitation/accept', { body: { token, name: name.trim(), password } }));
      enter(spacePath(space));
    },
  });
  return (
    <form onSubmit={form.onSubmit} onBlur={form.onBlur} noValidate>
      <Stack gap={16} mt={16}>
        <FormProblems form={form} />
        <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
        <TextInput
          label={t('account.name')}
          autoComplete="name"
          maxLength={100}
          required
          {...form.fields.getInputProps('name')}
        />
        <NewPasswordField label={t('invitation.password')} field={form.fields.getInputProps('password')} />
        <FormActions label={t('invitation.accept')} busy={form.busy} />
        <p className="muted">
          {t('invitation.haveAccount')}{' '}
          <Link to="/sign-in" className="link">
            {t('signIn.submit')}
          </Link>
        </p>
      </Stack>
    </form>
  );
};
