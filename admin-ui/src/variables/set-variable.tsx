import { SegmentedControl, Stack, Textarea, TextInput } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import type { Variable } from '../api/shapes.ts';
import { FormActions } from '../form/form-actions.tsx';
import { RestoredDraft } from '../form/restored-draft.tsx';
import { FormProblems } from '../form/form-problems.tsx';
import { useHubForm } from '../form/use-hub-form.ts';
import { useT } from '../messages/messages-context.tsx';
import { jsonMistake } from '../schema-form/json-mistake.ts';
import { useNotices } from '../show/notices.tsx';
import { readJson, valueText } from './value-text.ts';

interface SetProps {
  /** The one that gets another value; null for a new one. */
  readonly variable: Variable | null;
  /** What a new one is to be called. */
  readonly name: string;
  onDone(name: string): void;
  onCancel(): void;
}

const indent = 2;

export const SetVariable = ({ variable, name: wanted, onDone, onCancel }: SetProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const form = useHubForm({
    initial: {
      name: variable?.name ?? wanted,
      value: variable === null ? '' : valueText(variable.value, indent),
      as: variable === null || typeof variable.value === 'string' ? 'text' : 'json',
    },
    labels: { name: t('variables.name'), value: t('variables.value'), as: t('variables.as') },
    draft: `variable.${variable?.name ?? wanted}`,
    validate: ({ name, value, as }) => ({
      name: /^[a-zA-Z][a-zA-Z0-9_]{0,63}$/.test(name) ? null : t('rule.variableName'),
      value: as === 'json' && readJson(value) === undefined ? t('json.mistake', placeIn(value)) : null,
    }),
    submit: async ({ name, value, as }) => {
      const given = as === 'json' ? readJson(value)?.value : value;
      await answer(client.PUT('/api/variables', { body: { name, value: given } }));
      cache.expire(key('variables'));
      notices.done(t('variables.wasSet', { name }));
      onDone(name);
    },
  });
  const { fields } = form;
  return (
    <form onSubmit={form.onSubmit} onBlur={form.onBlur} noValidate>
      <Stack gap={16}>
        <RestoredDraft form={form} />
        <FormProblems form={form} />
        <TextInput
          label={t('variables.name')}
          description={t('variables.nameText')}
          autoComplete="off"
          spellCheck={false}
          readOnly={variable !== null}
          data-autofocus={variable === null || undefined}
          required
          {...fields.getInputProps('name')}
        />
        <SegmentedControl
          aria-label={t('variables.as')}
          data={[
            { value: 'text', label: t('variables.asText') },
            { value: 'json', label: t('variables.asJson') },
          ]}
          {...fields.getInputProps('as')}
        />
        <Textarea
          label={t('variables.value')}
          description={t(fields.values.as === 'json' ? 'variables.jsonText' : 'variables.valueText')}
          autosize
          minRows={3}
          maxRows={16}
          spellCheck={false}
          data-autofocus={variable !== null || undefined}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          {...fields.getInputProps('value')}
        />
        <FormActions label={t('variables.save')} busy={form.busy} onCancel={onCancel} />
      </Stack>
    </form>
  );
};

const placeIn = (text: string): { readonly line: number; readonly column: number } =>
  jsonMistake(text) ?? { line: 1, column: 1 };
