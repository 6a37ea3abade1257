import type { Language } from './translate.ts';

/** Each in its own words: whoever looks for it may not read the language of the page. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' };
