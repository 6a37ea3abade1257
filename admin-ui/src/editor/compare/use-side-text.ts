import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useRead, type Read } from '../../api/queries.tsx';
import type { Flow } from '../../api/shapes.ts';
import type { Sides } from '../../versions/version-panel.tsx';

/** The text of one of the two that are compared; what was never published has none. */
export const useSideText = (flow: Flow, side: Sides['to']): Read<string> => {
  const { client, key } = useHub();
  const { name, draft, published } = flow;
  const number = side === 'draft' ? null : side === 'published' ? (published?.number ?? null) : side;
  return useRead(
    key('flow-versions', 'text', name, side === 'draft' ? ['draft', draft.fence] : number),
    async (signal) => {
      if (side === 'draft')
        return (await answer(client.GET('/api/flows/{name}', { signal, params: { path: { name } } }))).text;
      if (number === null) return '';
      const params = { path: { name, number } };
      return (await answer(client.GET('/api/flows/{name}/versions/{number}', { signal, params }))).text;
    },
  );
};
