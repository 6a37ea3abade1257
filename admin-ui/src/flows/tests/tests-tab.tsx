import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useRead } from '../../api/queries.tsx';
import type { Flow } from '../../api/shapes.ts';
import { useT } from '../../messages/messages-context.tsx';
import { Unread } from '../../show/unread.tsx';
import { TestsEditor } from './tests-editor.tsx';
import { testsKey } from './tests-key.ts';

/** The tests of a flow: written beside it, run without calling anything. */
const TestsTab = ({ flow }: { readonly flow: Flow }) => {
  const t = useT();
  const { client, key } = useHub();
  const { name } = flow;
  const read = useRead(
    key(testsKey, name),
    (signal) => answer(client.GET('/api/flows/{name}/tests', { signal, params: { path: { name } } })),
    { fresh: true },
  );
  if (read.data !== undefined) return <TestsEditor key={name} flow={flow} facts={read.data} />;
  return <Unread read={read} failed={t('tests.readFailed')} />;
};

export default TestsTab;
