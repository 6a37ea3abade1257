import { Stack, TextInput } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import type { McpServer } from '../api/shapes.ts';
import { FormActions } from '../form/form-actions.tsx';
import { FormProblems } from '../form/form-problems.tsx';
import { missing } from '../form/rules.ts';
import { useHubForm } from '../form/use-hub-form.ts';
import { useT } from '../messages/messages-context.tsx';

/** What it is called, where it is, and how a key travels there. */
export const EditServer = ({ server, onDone }: { readonly server: McpServer; onDone(): void }) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const form = useHubForm({
    initial: { title: server.title, url: server.url ?? '', header: server.header ?? '' },
    labels: { title: t('mcpServers.title'), url: t('mcpServers.url'), header: t('mcpServers.header') },
    validate: ({ title, url, header }) => ({
      title: missing(t, title),
      url: server.url === null || /^https?:\/\/\S+$/.test(url) ? null : t('mcpServers.wrongUrl'),
      header: header === '' || /^[A-Za-z0-9-]{1,64}$/.test(header) ? null : t('mcpServers.wrongHeader'),
    }),
    submit: async ({ title, url, header }) => {
      await answer(
        client.PATCH('/api/mcp-servers/{name}', {
          params: { path: { name: server.name } },
          body: {
            title: title.trim(),
            header: header === '' ? null : header,
            ...(server.url !== null && { url }),
          },
        }),
      );
      cache.expire(key('mcp-servers'));
      onDone();
    },
  });
  return (
    <form onSubmit={form.onSubmit} onBlur={form.onBlur} noValidate>
      <Stack gap={16}>
        <FormProblems form={form} />
        <TextInput
          label={t('mcpServers.title')}
          maxLength={200}
          data-autofocus
          required
          {...form.fields.getInputProps('title')}
        />
        {server.url !== null && (
          <TextInput
            type="url"
            label={t('mcpServers.url')}
            description={t('mcpServers.sameHost')}
            spellCheck={false}
            required
            {...form.fields.getInputProps('url')}
          />
        )}
        {server.url !== null && (
          <TextInput
            label={t('mcpServers.header')}
            description={t('mcpServers.headerText')}
            spellCheck={false}
            {...form.fields.getInputProps('header')}
          />
        )}
        <FormActions label={t('save')} busy={form.busy} onCancel={onDone} />
      </Stack>
    </form>
  );
};
