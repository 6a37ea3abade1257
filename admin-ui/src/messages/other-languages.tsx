import { Button } from '@mantine/core';
import { languageNames } from './language-names.ts';
import { useMessages } from './messages-context.tsx';
import { languages } from './translate.ts';

/** For whoever has no account to choose a language in: each of the others by its own name. */
export const OtherLanguages = () => {
  const { language, chooseLanguage } = useMessages();
  return languages
    .filter((one) => one !== language)
    .map((one) => (
      <Button key={one} size="compact-sm" variant="subtle" color="gray" onClick={() => chooseLanguage(one)}>
        <span lang={one}>{languageNames[one]}</span>
      </Button>
    ));
};
