import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import type { Flow } from '../../api/shapes.ts';
import { useMay } from '../../session/me.ts';
import { VersionPanel } from '../../versions/version-panel.tsx';
import { flowPath } from '../flow-path.ts';
import { Difference } from './difference.tsx';
import { VersionAbout } from './version-about.tsx';

interface ViewProps {
  readonly flow: Flow;
  readonly number: number;
  onClose(): void;
}

/** A version of a flow, and what of its text is different. */
export const VersionView = ({ flow, number, onClose }: ViewProps) => {
  const may = useMay();
  const { client, space } = useHub();
  const { name, draft, published } = flow;
  return (
    <VersionPanel
      number={number}
      current={published?.number ?? null}
      mayPublish={may('flows.publish')}
      mayWrite={may('flows.write')}
      nouns={['flows', 'flow-versions']}
      within={[name, draft.fence]}
      home={flowPath(space, name)}
      compare={(query, signal) =>
        answer(client.GET('/api/flows/{name}/diff', { signal, params: { path: { name }, query } }))
      }
      putIntoUse={() =>
        answer(client.POST('/api/flows/{name}/publish', { params: { path: { name } }, body: { number } }))
      }
      makeDraft={() => {
        const params = { path: { name, number } };
        const body = { basedOn: draft.fence };
        return answer(client.POST('/api/flows/{name}/versions/{number}/restore', { params, body }));
      }}
      onClose={onClose}
      about={<VersionAbout name={name} number={number} />}
    >
      {(diff, sides) => <Difference flow={flow} sides={sides} text={diff.text} />}
    </VersionPanel>
  );
};
