import { Stack, TextInput } from '@mantine/core';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useCache } from '../../api/queries.tsx';
import { FormActions } from '../../form/form-actions.tsx';
import { FormProblems } from '../../form/form-problems.tsx';
import { useHubForm } from '../../form/use-hub-form.ts';
import { useNavigate } from '../../location/router.tsx';
import { useT } from '../../messages/messages-context.tsx';
import { isDocumentName } from '../document-name.ts';
import { routePath } from '../gateway-path.ts';

/** Off at first: two that take the same requests would stand in each other's way. */
export const CopyRoute = ({ name: from, onCancel }: { readonly name: string; onCancel(): void }) => {
  const t = useT();
  const { client, key, space } = useHub();
  const cache = useCache();
  const navigate = useNavigate();
  const form = useHubForm({
    initial: { as: `${from.slice(0, 94)}-copy` },
    labels: { as: t('gateway.name') },
    validate: ({ as }) => ({
      as: isDocumentName(as) ? null : t('gateway.wrongName'),
    }),
    submit: async ({ as }) => {
      const body = { as, note: t('gateway.copyOf', { name: from }) };
      await answer(client.POST('/api/pipelines/{name}/copy', { params: { path: { name: from } }, body }));
      cache.expire(key('pipelines'));
      navigate(routePath(space, as));
    },
  });
  return (
    <form onSubmit={form.onSubmit} onBlur={form.onBlur} noValidate>
      <Stack gap={16}>
        <FormProblems form={form} />
        <p className="muted">{t('gateway.copyText', { name: from })}</p>
        <TextInput
          label={t('gateway.name')}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          required
          {...form.fields.getInputProps('as')}
        />
        <FormActions label={t('gateway.duplicate')} busy={form.busy} onCancel={onCancel} />
      </Stack>
    </form>
  );
};
