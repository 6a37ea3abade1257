import { Stack, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useCache } from '../../api/queries.tsx';
import type { Consumer } from '../../api/shapes.ts';
import { FormActions } from '../../form/form-actions.tsx';
import { FormProblems } from '../../form/form-problems.tsx';
import { RestoredDraft } from '../../form/restored-draft.tsx';
import { useHubForm } from '../../form/use-hub-form.ts';
import { useT } from '../../messages/messages-context.tsx';
import { JsonText } from '../../schema-form/json-text.tsx';
import { ScopesField, wrongScopes } from './scopes-field.tsx';

interface FormProps {
  /** Null for a new one. */
  readonly consumer: Consumer | null;
  onSaved(consumer: Consumer): void;
  onCancel(): void;
}

const nameShape = /^[a-zA-Z0-9][a-zA-Z0-9_.@+-]{0,99}$/;

export const ConsumerForm = ({ consumer, onSaved, onCancel }: FormProps) => {
  const t = useT();
  const { client, key, space } = useHub();
  const cache = useCache();
  const [readable, setReadable] = useState(true);
  const form = useHubForm({
    draft: `consumer.${space}.${consumer?.id ?? 'new'}`,
    initial: {
      name: consumer?.name ?? '',
      title: consumer?.title ?? '',
      active: consumer?.active ?? true,
      scopes: consumer?.scopes ?? [],
      metadata: consumer?.metadata ?? {},
    },
    labels: {
      name: t('consumers.name'),
      title: t('consumers.titleField'),
      active: t('consumers.active'),
      scopes: t('consumers.scopes'),
      metadata: t('consumers.metadata'),
    },
    validate: ({ name, scopes, metadata }) => ({
      name: nameShape.test(name.trim()) ? null : t('consumers.wrongName'),
      scopes: wrongScopes(t, scopes),
      metadata: readable && isObject(metadata) ? null : t('consumers.wrongMetadata'),
    }),
    submit: async ({ name, title, ...rest }) => {
      const body = { ...rest, name: name.trim(), title: title.trim() };
      const saved = await answer<Consumer>(
        consumer === null
          ? client.POST('/api/consumers', { body })
          : client.PATCH('/api/consumers/{consumerId}', {
              ...{ params: { path: { consumerId: consumer.id } }, body },
            }),
      );
      cache.expire(key('consumers'));
      onSaved(saved);
    },
  });
  const { fields } = form;
  return (
    <form onSubmit={form.onSubmit} onBlur={form.onBlur} noValidate>
      <Stack gap={16}>
        <RestoredDraft form={form} />
        <FormProblems form={form} />
        <TextInput
          label={t('consumers.name')}
          description={t('consumers.nameText')}
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          data-autofocus
          required
          {...fields.getInputProps('name')}
        />
        <TextInput
          label={t('consumers.titleField')}
          description={t('consumers.titleText')}
          autoComplete="off"
          maxLength={100}
          {...fields.getInputProps('title')}
        />
        <ScopesField
          label={t('consumers.scopes')}
          description={t('consumers.scopesText')}
          value={fields.values.scopes}
          error={fields.errors['scopes']}
          onChange={(scopes) => {
            fields.setFieldValue('scopes', scopes);
            fields.clearFieldError('scopes');
          }}
        />
        <Switch
          label={t('consumers.activeField')}
          description={t('consumers.activeText')}
          {...fields.getInputProps('active', { type: 'checkbox' })}
        />
        <JsonText
          label={t('consumers.metadata')}
          description={t('consumers.metadataText')}
          pointer="metadata"
          value={fields.values.metadata}
          problem={textOf(fields.errors['metadata'])}
          onReadable={setReadable}
          onChange={(metadata) =>
            fields.setFieldValue('metadata', (metadata ?? {}) as Record<string, unknown>)
          }
        />
        <FormActions
          label={t(consumer === null ? 'consumers.createSubmit' : 'save')}
          busy={form.busy}
          onCancel={onCancel}
        />
      </Stack>
    </form>
  );
};

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (error: React.ReactNode): string | undefined =>
  typeof error === 'string' ? error : undefined;
