import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { asProblem } from '../api/problem.ts';
import { FormProblems } from '../form/form-problems.tsx';
import { missing, wrongEmail } from '../form/rules.ts';
import { useHubForm } from '../form/use-hub-form.ts';
import { useT } from '../messages/messages-context.tsx';
import { useEnter } from './use-enter.ts';

/** E-mail and password, and the second factor when the hub asks for it. */
export const PasswordSignIn = ({ returnTo }: { readonly returnTo: string }) => {
  const t = useT();
  const { client } = useHub();
  const enter = useEnter();
  const [needsCode, setNeedsCode] = useState(false);
  const form = useHubForm({
    initial: { email: '', password: '', code: '' },
    labels: { email: t('members.email'), password: t('signIn.password'), code: t('totp.code') },
    validate: ({ email, password, code }) => ({
      email: wrongEmail(t, email),
      password: missing(t, password),
      code: needsCode ? missing(t, code) : null,
    }),
    submit: async ({ email, password, code }) => {
      const factor = code.replaceAll(' ', '');
      try {
        await answer(
          client.POST('/api/sign-in', {
            body: { email: email.trim(), password, ...(needsCode ? { code: factor } : {}) },
          }),
        );
      } catch (error) {
        // Not a failure yet: the password was right, and one more thing is asked for.
        if (asProblem(error).code !== 'second_factor_required' || needsCode) throw error;
        setNeedsCode(true);
        return;
      }
      enter(returnTo);
    },
  });
  return (
    <form onSubmit={form.onSubmit} onBlur={form.onBlur} noValidate>
      <Stack gap={16}>
        <FormProblems form={form} />
        {needsCode ? (
          <TextInput
            label={t('totp.codeOrRecovery')}
            description={t('totp.codeText')}
            autoComplete="one-time-code"
            autoFocus
            required
            {...form.fields.getInputProps('code')}
          />
        ) : (
          <>
            <TextInput
              label={t('members.email')}
              type="email"
              name="email"
              autoComplete="username"
              required
              {...form.fields.getInputProps('email')}
            />
            <PasswordInput
              label={t('signIn.password')}
              name="password"
              autoComplete="current-password"
              visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
              required
              {...form.fields.getInputProps('password')}
            />
          </>
        )}
        <Button type="submit" loading={form.busy} fullWidth>
          {t('signIn.submit')}
        </Button>
        {needsCode && (
          <Button variant="subtle" color="gray" onClick={() => setNeedsCode(false)}>
            {t('signIn.back')}
          </Button>
        )}
      </Stack>
    </form>
  );
};
