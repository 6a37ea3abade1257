import { useMantineColorScheme } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import type { Me, Preferences } from '../api/shapes.ts';
import { useMessages } from '../messages/messages-context.tsx';
import type { Language } from '../messages/translate.ts';
import { meKey, useMe } from './me.ts';

export type Theme = 'light' | 'dark' | 'system';

interface PreferencesState {
  readonly theme: Theme;
  readonly language: Language;
  chooseTheme(theme: Theme): void;
  chooseLanguage(language: Language): void;
}

/** A choice holds at once in this browser and is kept in the account; it is no loss when that fails. */
export const usePreferences = (): PreferencesState => {
  const { client } = useHub();
  const cache = useCache();
  const me = useMe();
  const { language, chooseLanguage } = useMessages();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const keep = (change: Preferences): void => {
    const before = me.data?.user.preferences;
    if (before === undefined) return;
    const preferences = { ...before, ...change };
    cache.change<Me>(meKey, (data) => ({ ...data, user: { ...data.user, preferences } }));
    answer(client.PATCH('/api/me', { body: { preferences } })).catch(() => undefined);
  };
  return {
    theme: colorScheme === 'auto' ? 'system' : colorScheme,
    language,
    chooseTheme: (theme) => {
      setColorScheme(theme === 'system' ? 'auto' : theme);
      keep({ theme });
    },
    chooseLanguage: (wanted) => {
      chooseLanguage(wanted);
      keep({ language: wanted });
    },
  };
};
