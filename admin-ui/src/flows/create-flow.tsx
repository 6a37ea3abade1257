import { Stack, TextInput } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import { FormActions } from '../form/form-actions.tsx';
import { FormProblems } from '../form/form-problems.tsx';
import { RestoredDraft } from '../form/restored-draft.tsx';
import { missing } from '../form/rules.ts';
import { useHubForm } from '../form/use-hub-form.ts';
import { useNavigate } from '../location/router.tsx';
import { useT } from '../messages/messages-context.tsx';
import { slugOf } from '../spaces/slug-of.ts';
import { flowPath } from './flow-path.ts';
import { NameFields, wrongFlowName } from './name-fields.tsx';
import { starterText } from './starter.ts';

/** What a flow is called; the rest is written on its page. */
export const CreateFlow = (props: { onCancel(): void }) => {
  const t = useT();
  const { client, key, space } = useHub();
  const navigate = useNavigate();
  const cache = useCache();
  const form = useHubForm({
    draft: 'flow',
    initial: { title: '', name: '', namespace: 'default' },
    labels: { title: t('flows.title'), name: t('flows.name'), namespace: t('flows.namespace') },
    validate: ({ title, name, namespace }) => ({
      title: missing(t, title),
      name: wrongFlowName(t, name),
      namespace: wrongFlowName(t, namespace),
    }),
    submit: async ({ title, name, namespace }) => {
      const text = starterText({ name, namespace, title: title.trim() });
      await answer(client.POST('/api/flows', { body: { text, basedOn: 0 } }));
      cache.expire(key('flows'));
      navigate(flowPath(space, name));
    },
  });
  const { fields } = form;
  const titled = fields.getInputProps('title');
  return (
    <form onSubmit={form.onSubmit} onBlur={form.onBlur} noValidate>
      <Stack gap={16}>
        <RestoredDraft form={form} />
        <FormProblems form={form} />
        <TextInput
          label={t('flows.title')}
          maxLength={200}
          autoComplete="off"
          data-autofocus
          required
          {...titled}
          onChange={(event) => {
            const title = event.currentTarget.value;
            // The name follows the title until somebody gives it one of its own.
            if (fields.values.name === slugOf(fields.values.title))
              fields.setFieldValue('name', slugOf(title));
            fields.setFieldValue('title', title);
          }}
        />
        <NameFields name={fields.getInputProps('name')} namespace={fields.getInputProps('namespace')} />
        <FormActions label={t('flows.createSubmit')} busy={form.busy} onCancel={props.onCancel} />
      </Stack>
    </form>
  );
};
