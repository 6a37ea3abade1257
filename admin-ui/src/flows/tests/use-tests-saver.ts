import { useEffect, useState, useSyncExternalStore } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { after } from '../../api/pause.ts';
import { useCache } from '../../api/queries.tsx';
import type { FlowTests } from '../../api/shapes.ts';
import { dropDraft, readDraft, writeDraft } from '../../form/draft.ts';
import { useLiveState } from '../../live/live-context.tsx';
import { useMe } from '../../session/me.ts';
import { asUnsaved, openDraftSaver, type HubDraft } from '../text/draft-saver.ts';
import type { SavedText } from '../text/use-draft-saver.ts';
import { testsKey } from './tests-key.ts';

const testsDraft = ({ tests, fence, problems }: FlowTests): HubDraft => ({
  ...{ text: tests?.text ?? '', fence, savedByName: tests?.savedByName ?? '' },
  ...{ problems, warnings: [] },
});

/** Saves the tests of a flow as they are typed, as its text is. */
export const useTestsSaver = (name: string, facts: FlowTests): SavedText => {
  const { client, key, space } = useHub();
  const cache = useCache();
  const user = useMe().data?.user.id ?? '';
  const live = useLiveState();
  const [saver] = useState(() => {
    const place = `${user}.flow-tests.${space ?? ''}.${name}`;
    return openDraftSaver({
      first: testsDraft(facts),
      kept: asUnsaved(readDraft(place)),
      save: async ({ text, fence }) => {
        const body = { text, basedOn: fence };
        const saved = await answer(
          client.PUT('/api/flows/{name}/tests', { params: { path: { name } }, body }),
        );
        cache.change<FlowTests>(key(testsKey, name), () => saved);
        return testsDraft(saved);
      },
      keep: (unsaved) => {
        if (unsaved === null) dropDraft(place);
        else writeDraft(place, { ...unsaved });
      },
      after,
    });
  });
  const state = useSyncExternalStore(saver.subscribe, saver.state);
  useEffect(() => saver.heard(testsDraft(facts)), [saver, facts]);
  useEffect(() => {
    if (live === 'live') void saver.flush();
  }, [saver, live]);
  useEffect(() => saver.open(), [saver]);
  const readTheirs = async (): Promise<HubDraft> => {
    const theirs = await answer(client.GET('/api/flows/{name}/tests', { params: { path: { name } } }));
    cache.change<FlowTests>(key(testsKey, name), () => theirs);
    return testsDraft(theirs);
  };
  return { saver, state, readTheirs };
};
