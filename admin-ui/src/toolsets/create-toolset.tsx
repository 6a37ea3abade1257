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
import { toolsetPath } from './toolset-path.ts';

const nameShape = /^[a-z][a-z0-9-]{0,62}$/;

interface CreateProps {
  /** The toolset that it begins as a copy of. */
  readonly copy: string | null;
  /** The MCP server that it offers whole. */
  readonly server: string | null;
  onCancel(): void;
}

/** What a toolset is called; its tools are chosen on its page. */
export const CreateToolset = ({ copy, server, onCancel }: CreateProps) => {
  const t = useT();
  const { client, key, space } = useHub();
  const navigate = useNavigate();
  const cache = useCache();
  const contentOf = async (name: string) =>
    (await answer(client.GET('/api/toolsets/{name}', { params: { path: { name } } }))).content;
  const form = useHubForm({
    draft: ['toolset', space, copy, server].filter((part) => part !== null).join('.'),
    initial:
      copy !== null
        ? { title: t('toolsets.copyOf', { name: copy }), name: `${copy.slice(0, 58)}-copy` }
        : { title: server ?? '', name: server ?? '' },
    labels: { title: t('toolsets.title'), name: t('toolsets.name') },
    validate: ({ title, name }) => ({
      title: missing(t, title),
      name: nameShape.test(name) ? null : t('toolsets.wrongName'),
    }),
    submit: async ({ title, name }) => {
      const content = copy === null ? { ...(server !== null && { server }) } : await contentOf(copy);
      await answer(client.POST('/api/toolsets', { body: { ...content, name, title: title.trim() } }));
      cache.expire(key('toolsets'));
      navigate(toolsetPath(space, name));
    },
  });
  const { fields } = form;
  return (
    <form onSubmit={form.onSubmit} onBlur={form.onBlur} noValidate>
      <Stack gap={16}>
        <RestoredDraft form={form} />
        <FormProblems form={form} />
        {copy !== null && <p className="muted">{t('toolsets.copyText', { name: copy })}</p>}
        {server !== null && <p className="muted">{t('toolsets.wholeText', { server })}</p>}
        <TextInput
          label={t('toolsets.title')}
          description={t('toolsets.titleText')}
          maxLength={200}
          autoComplete="off"
          data-autofocus
          required
          {...fields.getInputProps('title')}
          onChange={(event) => {
            const title = event.currentTarget.value;
            // The name follows the title until somebody gives it one of its own.
            if (fields.values.name === slugOf(fields.values.title))
              fields.setFieldValue('name', slugOf(title));
            fields.setFieldValue('title', title);
          }}
        />
        <TextInput
          label={t('toolsets.name')}
          description={t('toolsets.nameText')}
          leftSection={<code className="muted">/mcp/</code>}
          leftSectionWidth={52}
          autoComplete="off"
          spellCheck={false}
          required
          {...fields.getInputProps('name')}
        />
        <FormActions label={t('toolsets.createSubmit')} busy={form.busy} onCancel={onCancel} />
      </Stack>
    </form>
  );
};
