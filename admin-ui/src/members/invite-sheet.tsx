import { Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import type { Role } from '../api/shapes.ts';
import { FormActions } from '../form/form-actions.tsx';
import { FormProblems } from '../form/form-problems.tsx';
import { RestoredDraft } from '../form/restored-draft.tsx';
import { SecretOnce } from '../form/secret-once.tsx';
import { SideSheet } from '../form/side-sheet.tsx';
import { useHubForm } from '../form/use-hub-form.ts';
import { wrongEmail } from '../form/rules.ts';
import { useT } from '../messages/messages-context.tsx';
import { useGrantableRoles } from './use-grantable-roles.ts';
import { roles } from './role-words.ts';

interface InviteProps {
  readonly opened: boolean;
  onClose(): void;
}

interface Sent {
  readonly email: string;
  readonly link: string;
}

export const InviteSheet = ({ opened, onClose }: InviteProps) => {
  const t = useT();
  const [sent, setSent] = useState<Sent | null>(null);
  const close = (): void => {
    setSent(null);
    onClose();
  };
  return (
    <SideSheet opened={opened} title={t('members.invite')} onClose={close}>
      {sent === null ? (
        <InviteForm onSent={setSent} onCancel={close} />
      ) : (
        <SecretOnce secret={sent.link} copyLabel={t('invitations.copyLink')} onDone={close}>
          {t('invitations.linkText', { email: sent.email })}
        </SecretOnce>
      )}
    </SideSheet>
  );
};

const nobodyYet: { email: string; role: Role } = { email: '', role: 'viewer' };

const InviteForm = (props: { onSent(sent: Sent): void; onCancel(): void }) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const mine = useGrantableRoles();
  const form = useHubForm({
    draft: 'invite',
    initial: nobodyYet,
    labels: { email: t('members.email'), role: t('members.role') },
    validate: ({ email }) => ({ email: wrongEmail(t, email) }),
    submit: async (body) => {
      const { link } = await answer(
        client.POST('/api/invitations', { body: { ...body, email: body.email.trim() } }),
      );
      cache.expire(key('invitations'));
      cache.expire(key('started'));
      props.onSent({ email: body.email.trim(), link });
    },
  });
  const { role } = form.fields.values;
  return (
    <form onSubmit={form.onSubmit} onBlur={form.onBlur} noValidate>
      <Stack gap={16}>
        <RestoredDraft form={form} />
        <FormProblems form={form} />
        <TextInput
          label={t('members.email')}
          type="email"
          autoComplete="off"
          data-autofocus
          required
          {...form.fields.getInputProps('email')}
        />
        <Select
          label={t('members.role')}
          description={t(`role.${role}.about`)}
          data={roles
            .filter((one) => mine.includes(one))
            .map((one) => ({ value: one, label: t(`role.${one}`) }))}
          {...form.fields.getInputProps('role')}
        />
        <p className="muted">{t('invitations.about')}</p>
        <FormActions label={t('invitations.create')} busy={form.busy} onCancel={props.onCancel} />
      </Stack>
    </form>
  );
};
