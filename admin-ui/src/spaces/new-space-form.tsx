import { Stack, TextInput } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import { FormActions } from '../form/form-actions.tsx';
import { FormProblems } from '../form/form-problems.tsx';
import { RestoredDraft } from '../form/restored-draft.tsx';
import { missing, wrongSlug } from '../form/rules.ts';
import { useHubForm } from '../form/use-hub-form.ts';
import { useNavigate } from '../location/router.tsx';
import { spacePath } from '../location/space-path.ts';
import { useT } from '../messages/messages-context.tsx';
import { meKey } from '../session/me.ts';
import { slugOf } from './slug-of.ts';

export const NewSpaceForm = (props: { onCancel(): void }) => {
  const t = useT();
  const { client } = useHub();
  const navigate = useNavigate();
  const cache = useCache();
  const form = useHubForm({
    draft: 'space',
    initial: { name: '', slug: '' },
    labels: { name: t('spaces.name'), slug: t('spaces.slug') },
    validate: ({ name, slug }) => ({ name: missing(t, name), slug: wrongSlug(t, slug) }),
    submit: async ({ name, slug }) => {
      await answer(client.POST('/api/spaces', { body: { name: name.trim(), slug } }));
      // The page of the new space needs its membership: it is read before going there.
      await cache.renew(meKey);
      navigate(spacePath(slug));
    },
  });
  const { fields } = form;
  const named = fields.getInputProps('name');
  return (
    <form onSubmit={form.onSubmit} onBlur={form.onBlur} noValidate>
      <Stack gap={16}>
        <RestoredDraft form={form} />
        <FormProblems form={form} />
        <TextInput
          label={t('spaces.name')}
          maxLength={100}
          autoComplete="off"
          data-autofocus
          required
          {...named}
          onChange={(event) => {
            const name = event.currentTarget.value;
            // The short name follows the name until somebody gives it one of its own.
            if (fields.values.slug === slugOf(fields.values.name)) fields.setFieldValue('slug', slugOf(name));
            fields.setFieldValue('name', name);
          }}
        />
        <TextInput
          label={t('spaces.slug')}
          description={t('spaces.slugText', {
            address: `${window.location.host}/s/${fields.values.slug || '…'}/`,
          })}
          autoComplete="off"
          spellCheck={false}
          required
          {...fields.getInputProps('slug')}
        />
        <FormActions label={t('spaces.create')} busy={form.busy} onCancel={props.onCancel} />
      </Stack>
    </form>
  );
};
