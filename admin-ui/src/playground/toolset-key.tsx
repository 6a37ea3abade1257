import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import type { Permission } from '../api/shapes.ts';
import { FormProblems } from '../form/form-problems.tsx';
import { missing } from '../form/rules.ts';
import { SecretOnce } from '../form/secret-once.tsx';
import { useHubForm } from '../form/use-hub-form.ts';
import { PermissionPicker } from '../keys/permission-picker.tsx';
import { useT } from '../messages/messages-context.tsx';
import { membershipOf, useMe } from '../session/me.ts';
import { hubAdmin } from '../toolsets/toolset-path.ts';

interface KeyProps {
  readonly toolset: string;
  /** Of a key that was made here just now. */
  readonly secret: string | null;
  onCreated(secret: string | null): void;
}

const lifetimes = ['7', '30', '90', '365', 'none'] as const;

/** What tools of a toolset usually need: to call operations, and to run flows. */
const usual: readonly Permission[] = ['operations.call', 'flows.run', 'approvals.request'];

/** A key that opens this toolset and nothing else of the hub. */
export const ToolsetKey = ({ toolset, secret, onCreated }: KeyProps) => {
  const t = useT();
  const { client, key, space } = useHub();
  const cache = useCache();
  const offered = membershipOf(useMe().data, space)?.permissions ?? [];
  const admin = toolset === hubAdmin;
  const form = useHubForm({
    initial: {
      name: t('connectMcp.keyFor', { toolset }),
      permissions: offered.filter((one) => (admin ? one.endsWith('.read') : usual.includes(one))),
      lifetime: '90',
    },
    labels: { name: t('keys.name'), permissions: t('keys.permissions'), lifetime: t('keys.lifetime') },
    validate: ({ name, permissions }) => ({
      name: missing(t, name),
      permissions: permissions.length === 0 ? t('keys.noPermission') : null,
    }),
    submit: async ({ name, permissions, lifetime }) => {
      const body = {
        ...{ name: name.trim(), permissions, toolsets: [toolset] },
        ...(lifetime === 'none' ? {} : { expiresInDays: Number(lifetime) }),
      };
      const made = await answer(client.POST('/api/keys', { body }));
      cache.expire(key('keys'));
      onCreated(made.secret);
    },
  });
  if (secret !== null)
    return (
      <SecretOnce secret={secret} copyLabel={t('keys.copy')} onDone={() => onCreated(null)}>
        {t('connectMcp.keyMade')}
      </SecretOnce>
    );
  return (
    <form onSubmit={form.onSubmit} onBlur={form.onBlur} noValidate>
      <Stack gap={12}>
        <p className="muted">{t('connectMcp.keyText')}</p>
        <FormProblems form={form} />
        <Group gap={12} align="flex-start">
          <TextInput
            label={t('keys.name')}
            maxLength={100}
            autoComplete="off"
            required
            flex="1 1 240px"
            {...form.fields.getInputProps('name')}
          />
          <Select
            label={t('keys.lifetime')}
            w={160}
            data={lifetimes.map((days) => ({
              value: days,
              label: days === 'none' ? t('keys.noExpiry') : t('keys.days', { count: Number(days) }),
            }))}
            {...form.fields.getInputProps('lifetime')}
          />
        </Group>
        <details>
          <summary style={{ cursor: 'pointer' }}>
            {t('connectMcp.permissions', { count: form.fields.values.permissions.length })}
          </summary>
          <PermissionPicker
            offered={offered}
            value={form.fields.values.permissions}
            error={form.fields.errors['permissions']}
            onChange={(permissions: Permission[]) => {
              form.fields.setFieldValue('permissions', permissions);
              form.fields.clearFieldError('permissions');
            }}
          />
        </details>
        <Group>
          <Button type="submit" loading={form.busy}>
            {t('keys.create')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
