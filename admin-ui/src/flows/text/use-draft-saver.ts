import { useEffect, useState, useSyncExternalStore } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useCache } from '../../api/queries.tsx';
import type { FlowFacts } from '../../api/shapes.ts';
import { dropDraft, readDraft, writeDraft } from '../../form/draft.ts';
import { useLiveState } from '../../live/live-context.tsx';
import { useMe } from '../../session/me.ts';
import {
  openDraftSaver,
  type DraftSaver,
  type HubDraft,
  type SaverState,
  type Unsaved,
} from './draft-saver.ts';

export const draftOf = ({ flow, text, problems, warnings }: FlowFacts): HubDraft => ({
  ...{ text, fence: flow.draft.fence, savedByName: flow.draft.savedByName, problems, warnings },
});

/** The saver of one flow's page: it begins with what the hub has, and hears of what others save. */
export const useDraftSaver = (
  facts: FlowFacts,
): { readonly saver: DraftSaver; readonly state: SaverState } => {
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
        cache.change<FlowFacts>(key('flows', 'one', name), () => ({ flow, text, problems, warnings }));
        return draftOf({ flow, text, problems, warnings });
      },
      keep: (unsaved) => {
        if (unsaved === null) dropDraft(place);
        else writeDraft(place, { ...unsaved });
      },
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
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
  return { saver, state };
};

const asUnsaved = (kept: Record<string, unknown> | null): Unsaved | null => {
  const { text, fence } = kept ?? {};
  return typeof text === 'string' && typeof fence === 'number' ? { text, fence } : null;
};
