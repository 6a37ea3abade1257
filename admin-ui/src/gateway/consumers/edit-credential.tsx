import { Stack, Switch, TextInput } from '@mantine/core';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useCache } from '../../api/queries.tsx';
import type { Consumer, Credential } from '../../api/shapes.ts';
import { FormActions } from '../../form/form-actions.tsx';
import { FormProblems } from '../../form/form-problems.tsx';
import { useHubForm } from '../../form/use-hub-form.ts';
import { useT } from '../../messages/messages-context.tsx';
import { ScopesField, wrongScopes } from './scopes-field.tsx';

interface EditProps {
  readonly consumer: Consumer;
  readonly credential: Credential;
  onClose(): void;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** As the browser's field writes it: in the zone of whoever looks. */
const localText = (at: string | null): string => {
  if (at === null) return '';
  const date = new Date(at);
  const day = [date.getFullYear(), twoDigits(date.getMonth() + 1), twoDigits(date.getDate())].join('-');
  return `${day}T${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
};

export const EditCredential = ({ consumer, credential, onClose }: EditProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const before = localText(credential.expiresAt);
  const form = useHubForm({
    initial: {
      active: credential.active,
      narrow: credential.scopes !== null,
      scopes: credential.scopes ?? [],
      expiresAt: before,
    },
    labels: {
      active: t('consumers.active'),
      narrow: t('credentials.narrow'),
      scopes: t('consumers.scopes'),
      expiresAt: t('credentials.expires'),
    },
    validate: ({ narrow, scopes, expiresAt }) => ({
      scopes: narrow ? wrongScopes(t, scopes) : null,
      expiresAt: expiresAt === '' || !Number.isNaN(Date.parse(expiresAt)) ? null : t('credentials.wrongTime'),
    }),
    submit: async ({ active, narrow, scopes, expiresAt }) => {
      const body = {
        ...{ active, scopes: narrow ? scopes : null },
        // To the minute: one that was not touched keeps its seconds.
        ...(expiresAt !== before && {
          expiresAt: expiresAt === '' ? null : new Date(expiresAt).toISOString(),
        }),
      };
      const path = { consumerId: consumer.id, credentialId: credential.id };
      await answer(
        client.PATCH('/api/consumers/{consumerId}/credentials/{credentialId}', { params: { path }, body }),
      );
      cache.expire(key('consumers'));
      cache.expire(key('credentials'));
      onClose();
    },
  });
  const { fields } = form;
  return (
    <form onSubmit={form.onSubmit} onBlur={form.onBlur} noValidate>
      <Stack gap={16}>
        <FormProblems form={form} />
        <Switch
          label={t('credentials.activeField')}
          description={t('credentials.activeText')}
          {...fields.getInputProps('active', { type: 'checkbox' })}
        />
        <Switch
          label={t('credentials.narrow')}
          description={t('credentials.narrowText')}
          {...fields.getInputProps('narrow', { type: 'checkbox' })}
        />
        {fields.values.narrow && (
          <ScopesField
            label={t('consumers.scopes')}
            description={t('credentials.scopesText')}
            offered={consumer.scopes}
            value={fields.values.scopes}
            error={fields.errors['scopes']}
            onChange={(chosen) => fields.setFieldValue('scopes', chosen)}
          />
        )}
        <TextInput
          type="datetime-local"
          label={t('credentials.expires')}
          description={t('credentials.expiresText')}
          {...fields.getInputProps('expiresAt')}
        />
        <FormActions label={t('save')} busy={form.busy} onCancel={onClose} />
      </Stack>
    </form>
  );
};
