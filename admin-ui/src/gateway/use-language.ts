import { useMemo } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead, type Read } from '../api/queries.tsx';
import type { GatewayLanguage } from '../api/shapes.ts';
import { translateLanguage } from './words/translate-language.ts';
import { useWords } from './words/use-words.ts';

/** The policies and conditions that this hub has, in the reader's words. */
export const useLanguage = (): Read<GatewayLanguage> => {
  const { client, key } = useHub();
  const words = useWords();
  const read = useRead(key('gateway-language'), (signal) =>
    answer(client.GET('/api/gateway/policies', { signal })),
  );
  const { data } = read;
  const said = useMemo(
    () => (data === undefined || words === undefined ? undefined : translateLanguage(data, words)),
    [data, words],
  );
  return { ...read, data: said };
};
