import { useEffect, useState, useSyncExternalStore } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { after } from '../../api/pause.ts';
import { useCache } from '../../api/queries.tsx';
import type { FlowFacts } from '../../api/shapes.ts';
import { dropDraft, readDraft, writeDraft } from '../../form/draft.ts';
import { useLiveState } from '../../live/live-context.tsx';
import { useMe } from '../../session/me.ts';
import { asUnsaved, openDraftSaver, type DraftSaver, type HubDraft, type SaverState } from './draft-saver.ts';

type DraftFacts = Pick<FlowFacts, 'flow' | 'text' | 'problems' | 'warnings'>;

const draftOf = ({ flow, text, problems, warnings }: DraftFacts): HubDraft => ({
  ...{ text, fence: flow.draft.fence, savedByName: flow.draft.savedByName, problems, warnings },
});

export interface SavedText {
  readonly saver: DraftSaver;
  readonly state: SaverState;
  /** What somebody else saved meanwhile. */
  readTheirs(): Promise<HubDraft>;
}

/** The saver of one flow's page: it begins with what the hub has, and hears of what others save. */
export const useDraftSaver = (facts: FlowFacts): SavedText => {
  const { client, key, space } = useHub();
  const cache = useCache();
  const user = useMe().data?.user.id ?? '';
  const live = useLiveState();
  const { name } = facts.flow;
  const [saver] = useState(() => {
    const place = `${user}.flow.${space ?? ''}.${name}`;
    return openDraftSaver({
      first: draftOf(facts),
      kept: asUnsaved(readDraft(place)),
      save: async ({ text, fence }) => {
        const saved = await answer(client.POST('/api/flows', { body: { text, name, basedOn: fence } }));
        const { flow, problems, warnings } = saved;
        const now = { flow, text, problems, warnings };
        cache.change<FlowFacts>(key('flows', 'one', name), (before) => ({ ...before, ...now }));
        return draftOf(now);
      },
      keep: (unsaved) => {
        if (unsaved === null) dropDraft(place);
        else writeDraft(place, { ...unsaved });
      },
      after,
    });
  });
  const state = useSyncExternalStore(saver.subscribe, saver.state);
  useEffect(() => saver.heard(draftOf(facts)), [saver, facts]);
  // Back again: what waits need not wait for the next try.
  useEffect(() => {
    if (live === 'live') void saver.flush();
  }, [saver, live]);
  // Whoever leaves the page has finished typing.
  useEffect(() => saver.open(), [saver]);
  const readTheirs = async (): Promise<HubDraft> => {
    const theirs = await answer(client.GET('/api/flows/{name}', { params: { path: { name } } }));
    cache.change<FlowFacts>(key('flows', 'one', name), () => theirs);
    return draftOf(theirs);
  };
  return { saver, state, readTheirs };
};
