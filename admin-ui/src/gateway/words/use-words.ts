import { useState } from 'react';
import { useRead } from '../../api/queries.tsx';
import { useMessages } from '../../messages/messages-context.tsx';
import type { Language } from '../../messages/translate.ts';
import type { GatewayWords } from './translate-language.ts';

const loaders: Readonly<Record<Language, () => Promise<{ default: GatewayWords }>>> = {
  en: () => import('./en.json'),
  de: () => import('./de.json'),
};

const none: GatewayWords = { labels: {}, texts: {} };

/** In the reader's language; undefined until they are there. The last ones stay until the next are: forms stay as well. */
export const useWords = (): GatewayWords | undefined => {
  const { language } = useMessages();
  const read = useRead(['gateway-words', language], async () => (await loaders[language]()).default);
  const [held, setHeld] = useState<GatewayWords>();
  if (read.data !== undefined && read.data !== held) setHeld(read.data);
  // Without them everything can be used all the same.
  return held ?? (read.problem === null ? undefined : none);
};
