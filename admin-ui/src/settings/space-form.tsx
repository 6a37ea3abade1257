import { Select, Stack, TextInput } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import type { Space } from '../api/shapes.ts';
import { FormActions } from '../form/form-actions.tsx';
import { FormProblems } from '../form/form-problems.tsx';
import { RestoredDraft } from '../form/restored-draft.tsx';
import { missing } from '../form/rules.ts';
import { useHubForm } from '../form/use-hub-form.ts';
import { languageNames } from '../messages/language-names.ts';
import { useT } from '../messages/messages-context.tsx';
import { languages } from '../messages/translate.ts';
import { meKey } from '../session/me.ts';
import { useNotices } from '../show/notices.tsx';
import { timezones } from './timezones.ts';

export const SpaceForm = ({ space }: { readonly space: Space }) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const { timezone, language } = space.settings;
  const form = useHubForm({
    draft: `space.${space.slug}`,
    initial: { name: space.name, settings: { timezone, language } },
    labels: { name: t('settings.name'), settings: t('nav.settings') },
    validate: ({ name }) => ({ name: missing(t, name) }),
    submit: async ({ name, settings }) => {
      const saved = await answer(client.PATCH('/api/space', { body: { name: name.trim(), settings } }));
      cache.change<Space>(key('space'), () => saved);
      cache.expire(meKey);
      notices.done(t('settings.saved'));
    },
  });
  return (
    <form onSubmit={form.onSubmit} onBlur={form.onBlur} noValidate>
      <Stack gap={16}>
        <RestoredDraft form={form} />
        <FormProblems form={form} />
        <TextInput
          label={t('settings.name')}
          maxLength={100}
          required
          {...form.fields.getInputProps('name')}
        />
        <Select
          label={t('settings.timezone')}
          description={t('settings.timezoneText')}
          data={timezones(space.settings.timezone)}
          searchable
          limit={200}
          nothingFoundMessage={t('list.nothing')}
          {...form.fields.getInputProps('settings.timezone')}
        />
        <Select
          label={t('settings.language')}
          description={t('settings.languageText')}
          data={languages.map((language) => ({ value: language, label: languageNames[language] }))}
          {...form.fields.getInputProps('settings.language')}
        />
        <FormActions label={t('save')} busy={form.busy} />
      </Stack>
    </form>
  );
};
