import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { readKept, writeKept } from '../session/kept.ts';
import {
  chooseLanguage,
  createTranslate,
  type Language,
  type Messages,
  type Translate,
} from './translate.ts';

interface MessagesState {
  readonly language: Language;
  readonly t: Translate;
  chooseLanguage(language: Language): void;
}

const MessagesContext = createContext<MessagesState | null>(null);

export interface LoadedMessages {
  readonly language: Language;
  readonly messages: Messages;
}

const loaders: Record<Language, () => Promise<{ default: Messages }>> = {
  en: () => import('./en.json'),
  de: () => import('./de.json'),
};

export const loadMessages = async (language: Language): Promise<LoadedMessages> => ({
  language,
  messages: (await loaders[language]()).default,
});

export const firstLanguage = (): Language => chooseLanguage([readKept('language'), ...navigator.languages]);

export const MessagesProvider = (props: { readonly first: LoadedMessages; readonly children: ReactNode }) => {
  const [loaded, setLoaded] = useState(props.first);
  const { language, messages } = loaded;
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const choose = useCallback((wanted: Language) => {
    writeKept('language', wanted);
    // A language file that does not arrive leaves the page as it is, in words that somebody can read.
    loadMessages(wanted).then(setLoaded, () => undefined);
  }, []);
  const state = useMemo(
    () => ({ language, t: createTranslate(language, messages), chooseLanguage: choose }),
    [language, messages, choose],
  );
  return <MessagesContext value={state}>{props.children}</MessagesContext>;
};

export const useMessages = (): MessagesState => {
  const state = useContext(MessagesContext);
  if (state === null) throw new Error('Messages are used outside of MessagesProvider. Wrap the page in it.');
  return state;
};

export const useT = (): Translate => useMessages().t;
