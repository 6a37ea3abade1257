import { useMemo } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useRead } from '../../api/queries.tsx';
import { useCallables } from '../../toolsets/use-callables.ts';
import type { FlowEditor } from '../flow-editor.ts';
import type { Known } from './complete.ts';

const query = { limit: 200 };

/** What a text can name of its space, read once for whoever types. */
export const useKnownNames = (editor: FlowEditor): Known => {
  const { client, key } = useHub();
  const callables = useCallables().data;
  const connections = useRead(key('connections', 'names'), (signal) =>
    answer(client.GET('/api/connections', { signal, params: { query } })),
  ).data;
  const secrets = useRead(key('secrets', 'names'), (signal) =>
    answer(client.GET('/api/secrets', { signal, params: { query } })),
  ).data;
  return useMemo(() => {
    const lists = {
      callable: (callables ?? []).map(({ name, title }) => ({ name, about: title })),
      flow: (callables ?? []).flatMap(({ name, title }) =>
        name.startsWith('flow.') ? [{ name: name.slice('flow.'.length), about: title }] : [],
      ),
      connection: (connections?.items ?? []).map(({ name, connector }) => ({ name, about: connector })),
      secret: (secrets?.items ?? []).map(({ name }) => ({ name })),
    };
    return {
      names: (of) =>
        of === 'step'
          ? [...editor.state().flow.shape.steps.values()].map(({ name }) => ({ name }))
          : lists[of],
    };
  }, [callables, connections, secrets, editor]);
};
