import { Stack, Textarea, TextInput } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import type { Group } from '../api/shapes.ts';
import { FormActions } from '../form/form-actions.tsx';
import { FormProblems } from '../form/form-problems.tsx';
import { missing } from '../form/rules.ts';
import { useHubForm } from '../form/use-hub-form.ts';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';

interface FormProps {
  /** Null makes a new one. */
  readonly group: Group | null;
  onSaved(group: Pick<Group, 'id'>): void;
  onCancel(): void;
}

export const GroupForm = ({ group, onSaved, onCancel }: FormProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const form = useHubForm({
    ...(group === null && { draft: 'group' }),
    initial: { name: group?.name ?? '', description: group?.description ?? '' },
    labels: { name: t('groups.name'), description: t('groups.description') },
    validate: ({ name }) => ({
      name: missing(t, name) ?? (wellNamed.test(name.trim()) ? null : t('rule.groupName')),
    }),
    submit: async ({ name, description }) => {
      const named = name.trim();
      // Without the name that it had, an edit of one that was renamed meanwhile would make another one.
      const body = group === null ? { name: named } : { name: group.name, newName: named };
      const saved = await answer(
        client.PUT('/api/groups', { body: { ...body, description: description.trim() } }),
      );
      cache.expire(key('groups'));
      notices.done(t('groups.saved', { name: named }));
      onSaved(saved);
    },
  });
  const { fields } = form;
  return (
    <form onSubmit={form.onSubmit} onBlur={form.onBlur} noValidate>
      <Stack gap={16}>
        <FormProblems form={form} />
        <TextInput
          label={t('groups.name')}
          description={t(group === null ? 'groups.nameText' : 'groups.renameText')}
          autoComplete="off"
          maxLength={60}
          data-autofocus
          required
          {...fields.getInputProps('name')}
        />
        <Textarea
          label={t('groups.description')}
          autosize
          minRows={2}
          maxLength={500}
          {...fields.getInputProps('description')}
        />
        <FormActions
          label={t(group === null ? 'groups.create' : 'save')}
          busy={form.busy}
          onCancel={onCancel}
        />
      </Stack>
    </form>
  );
};

const wellNamed = /^[\p{L}\p{N}][\p{L}\p{N} .&'()+-]*$/u;
