import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { after } from '../api/pause.ts';
import { useCache } from '../api/queries.tsx';
import type { ToolsetFacts, ToolsetFinding } from '../api/shapes.ts';
import {
  asUnsaved,
  openDraftSaver,
  type DraftSaver,
  type HubDraft,
  type SaverState,
} from '../flows/text/draft-saver.ts';
import { dropDraft, readDraft, writeDraft } from '../form/draft.ts';
import { useLiveState } from '../live/live-context.tsx';
import { useMe } from '../session/me.ts';
import { draftIn, rememberDraft, textOfFacts, type ToolsetDraft } from './draft.ts';

type Saved = HubDraft<ToolsetFinding>;

const savedOf = (facts: ToolsetFacts): Saved => ({
  text: textOfFacts(facts),
  fence: facts.toolset.draft.fence,
  savedByName: facts.toolset.draft.savedByName,
  problems: facts.problems,
  warnings: facts.warnings,
});

export interface EditedToolset {
  readonly saver: DraftSaver<ToolsetFinding>;
  readonly state: SaverState<ToolsetFinding>;
  readonly draft: ToolsetDraft;
  change(change: (draft: ToolsetDraft) => ToolsetDraft): void;
  /** What somebody else saved meanwhile. */
  readTheirs(): Promise<Saved>;
}

/** The draft of one toolset, saved as it is changed, as the text of a flow is. */
export const useToolsetDraft = (facts: ToolsetFacts): EditedToolset => {
  const { client, key, space } = useHub();
  const cache = useCache();
  const user = useMe().data?.user.id ?? '';
  const live = useLiveState();
  const { name } = facts.toolset;
  const [saver] = useState(() => {
    const place = `${user}.toolset-draft.${space ?? ''}.${name}`;
    return openDraftSaver<ToolsetFinding>({
      first: savedOf(facts),
      kept: asUnsaved(readDraft(place)),
      save: async ({ text, fence }) => {
        const { title, ...content } = draftIn(text);
        const { toolset, problems, warnings } = await answer(
          client.PUT('/api/toolsets/{name}', {
            params: { path: { name } },
            body: { title, basedOn: fence, ...content },
          }),
        );
        cache.change<ToolsetFacts>(key('toolsets', 'one', name), () => ({
          ...{ toolset, content, problems, warnings },
        }));
        return { text, fence: toolset.draft.fence, savedByName: '', problems, warnings };
      },
      keep: (unsaved) => {
        if (unsaved === null) dropDraft(place);
        else writeDraft(place, { ...unsaved });
      },
      after,
    });
  });
  const state = useSyncExternalStore(saver.subscribe, saver.state);
  useEffect(() => saver.heard(savedOf(facts)), [saver, facts]);
  useEffect(() => {
    if (live === 'live') void saver.flush();
  }, [saver, live]);
  useEffect(() => saver.open(), [saver]);
  const [read] = useState(rememberDraft);
  const draft = read.of(state.text);
  const change = useCallback(
    (next: (draft: ToolsetDraft) => ToolsetDraft) => saver.type(read.keep(next(read.of(saver.state().text)))),
    [saver, read],
  );
  const readTheirs = async (): Promise<Saved> => {
    const theirs = await answer(client.GET('/api/toolsets/{name}', { params: { path: { name } } }));
    cache.change<ToolsetFacts>(key('toolsets', 'one', name), () => theirs);
    return savedOf(theirs);
  };
  return { saver, state, draft, change, readTheirs };
};
