import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead, type Read } from '../api/queries.tsx';
import { readJson } from '../api/read-json.ts';
import type { HookProvider } from '../api/shapes.ts';
import { bodyFieldsIn } from '../schema-form/body-schema.ts';

interface HookNeeds {
  readonly providers: readonly HookProvider[];
  readonly body: Readonly<Record<string, unknown>>;
}

/** What the form of a webhook is made of: the providers that the hub knows, and its own schema. */
export const useHookNeeds = (): Read<HookNeeds> => {
  const { client, key } = useHub();
  return useRead(key('hook-needs'), async (signal) => {
    const [providers, document] = await Promise.all([
      answer(client.GET('/api/hook-providers', { signal })),
      readJson('/openapi.json', signal),
    ]);
    return { providers: providers.items, body: bodyFieldsIn(document, '/api/hooks', 'post') };
  });
};
