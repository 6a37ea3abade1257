import { Checkbox, PasswordInput, Stack, TextInput } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import { FormActions } from '../form/form-actions.tsx';
import { FormProblems } from '../form/form-problems.tsx';
import { missing } from '../form/rules.ts';
import { useHubForm } from '../form/use-hub-form.ts';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';

interface SetProps {
  /** The one that is replaced. */
  readonly name: string | null;
  onDone(): void;
}

/** What is entered here is never shown again. */
export const SetSecret = ({ name: replaced, onDone }: SetProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const form = useHubForm({
    initial: { name: replaced ?? '', value: '', json: false },
    labels: { name: t('secrets.name'), value: t('secrets.value'), json: t('secrets.json') },
    validate: ({ name, value, json }) => ({
      name: /^[a-zA-Z][a-zA-Z0-9_-]{0,63}$/.test(name) ? null : t('rule.secretName'),
      value: missing(t, value) ?? (json && asJson(value) === undefined ? t('rule.json') : null),
    }),
    submit: async ({ name, value, json }) => {
      await answer(client.PUT('/api/secrets', { body: { name, value: json ? asJson(value) : value } }));
      cache.expire(key('secrets'));
      notices.done(t('secrets.wasSet', { name }));
      onDone();
    },
  });
  const { fields } = form;
  return (
    <form onSubmit={form.onSubmit} onBlur={form.onBlur} noValidate>
      <Stack gap={16}>
        <FormProblems form={form} />
        <TextInput
          label={t('secrets.name')}
          description={t('secrets.nameText')}
          autoComplete="off"
          spellCheck={false}
          readOnly={replaced !== null}
          data-autofocus={replaced === null || undefined}
          required
          {...fields.getInputProps('name')}
        />
        <PasswordInput
          label={t('secrets.value')}
          description={t('secrets.valueText')}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
          data-autofocus={replaced !== null || undefined}
          required
          {...fields.getInputProps('value')}
        />
        <Checkbox
          label={t('secrets.json')}
          description={t('secrets.jsonText')}
          {...fields.getInputProps('json', { type: 'checkbox' })}
        />
        <FormActions label={t('secrets.set')} busy={form.busy} onCancel={onDone} />
      </Stack>
    </form>
  );
};

const asJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};
