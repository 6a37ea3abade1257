import { Select, Stack, TextInput } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import type { Permission } from '../api/shapes.ts';
import { FormActions } from '../form/form-actions.tsx';
import { FormProblems } from '../form/form-problems.tsx';
import { RestoredDraft } from '../form/restored-draft.tsx';
import { missing } from '../form/rules.ts';
import { useHubForm } from '../form/use-hub-form.ts';
import { useT } from '../messages/messages-context.tsx';
import { membershipOf, useMe } from '../session/me.ts';
import { readOnly } from './permission-groups.ts';
import { PermissionPicker } from './permission-picker.tsx';

interface FormProps {
  onCreated(secret: string): void;
  onCancel(): void;
}

/** Days that a key lives; none is a choice that has to be made. */
const lifetimes = ['7', '30', '90', '365', 'none'] as const;

export const CreateKeyForm = ({ onCreated, onCancel }: FormProps) => {
  const t = useT();
  const { client, key, space } = useHub();
  const cache = useCache();
  const offered = membershipOf(useMe().data, space)?.permissions ?? [];
  const form = useHubForm({
    draft: `key.${space}`,
    initial: { name: '', permissions: readOnly(offered), lifetime: '90' },
    labels: { name: t('keys.name'), permissions: t('keys.permissions'), lifetime: t('keys.lifetime') },
    validate: ({ name, permissions }) => ({
      name: missing(t, name),
      permissions: permissions.length === 0 ? t('keys.noPermission') : null,
    }),
    submit: async ({ name, permissions, lifetime }) => {
      const body = {
        name: name.trim(),
        // A draft may be older than a change of one's own role.
        permissions: permissions.filter((permission) => offered.includes(permission)),
        ...(lifetime === 'none' ? {} : { expiresInDays: Number(lifetime) }),
      };
      const { secret } = await answer(client.POST('/api/keys', { body }));
      cache.expire(key('keys'));
      cache.expire(key('started'));
      onCreated(secret);
    },
  });
  return (
    <form onSubmit={form.onSubmit} onBlur={form.onBlur} noValidate>
      <Stack gap={16}>
        <RestoredDraft form={form} />
        <FormProblems form={form} />
        <TextInput
          label={t('keys.name')}
          description={t('keys.nameText')}
          maxLength={100}
          autoComplete="off"
          data-autofocus
          required
          {...form.fields.getInputProps('name')}
        />
        <PermissionPicker
          offered={offered}
          value={form.fields.values.permissions}
          error={form.fields.errors['permissions']}
          onChange={(permissions: Permission[]) => {
            form.fields.setFieldValue('permissions', permissions);
            form.fields.clearFieldError('permissions');
          }}
        />
        <Select
          label={t('keys.lifetime')}
          data={lifetimes.map((days) => ({
            value: days,
            label: days === 'none' ? t('keys.noExpiry') : t('keys.days', { count: Number(days) }),
          }))}
          {...form.fields.getInputProps('lifetime')}
        />
        <FormActions label={t('keys.create')} busy={form.busy} onCancel={onCancel} />
      </Stack>
    </form>
  );
};
