import { Stack, TextInput } from '@mantine/core';
import { useHub } from '../../api/hub-context.tsx';
import { useCache } from '../../api/queries.tsx';
import { FormActions } from '../../form/form-actions.tsx';
import { FormProblems } from '../../form/form-problems.tsx';
import { useHubForm } from '../../form/use-hub-form.ts';
import { useNavigate } from '../../location/router.tsx';
import { useT } from '../../messages/messages-context.tsx';
import { isDocumentName } from '../document-name.ts';
import { documentApi } from '../document/document-api.ts';
import { servicePath } from '../gateway-path.ts';

/** What it is called and where it is; what keeps it up is said on its page. */
export const NewService = ({ onCancel }: { onCancel(): void }) => {
  const t = useT();
  const { client, key, space } = useHub();
  const cache = useCache();
  const navigate = useNavigate();
  const form = useHubForm({
    initial: { name: '', url: '' },
    labels: { name: t('gateway.name'), url: t('gateway.url') },
    validate: ({ name, url }) => ({
      name: isDocumentName(name) ? null : t('gateway.wrongName'),
      url: /^https?:\/\/[^\s?#@]+$/.test(url.trim()) ? null : t('gateway.wrongUrl'),
    }),
    submit: async ({ name, url }) => {
      const document = { url: url.trim() };
      await documentApi(client, 'service').save({ name, document, basedOn: 0, note: '' });
      cache.expire(key('services'));
      navigate(servicePath(space, name));
    },
  });
  return (
    <form onSubmit={form.onSubmit} onBlur={form.onBlur} noValidate>
      <Stack gap={16}>
        <FormProblems form={form} />
        <TextInput
          label={t('gateway.name')}
          description={t('gateway.nameText')}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          required
          {...form.fields.getInputProps('name')}
        />
        <TextInput
          label={t('gateway.url')}
          description={t('gateway.serviceUrlText')}
          placeholder="https://orders.internal:8443"
          autoComplete="off"
          spellCheck={false}
          required
          {...form.fields.getInputProps('url')}
        />
        <FormActions label={t('gateway.createService')} busy={form.busy} onCancel={onCancel} />
      </Stack>
    </form>
  );
};
