import { useMantineColorScheme } from '@mantine/core';
import { useEffect } from 'react';
import { useMessages } from '../messages/messages-context.tsx';
import { isLanguage } from '../messages/translate.ts';
import { useMe } from './me.ts';

/** The language and theme of one's account follow to every browser one signs in with. */
export const PreferencesSync = () => {
  const { data } = useMe();
  const { chooseLanguage } = useMessages();
  const { setColorScheme } = useMantineColorScheme();
  const { language, theme } = data?.user.preferences ?? {};
  useEffect(() => {
    if (isLanguage(language)) chooseLanguage(language);
  }, [language, chooseLanguage]);
  useEffect(() => {
    if (theme !== undefined) setColorScheme(theme === 'system' ? 'auto' : theme);
  }, [theme, setColorScheme]);
  return null;
};
