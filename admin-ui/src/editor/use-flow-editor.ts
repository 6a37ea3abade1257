import { useEffect, useState, useSyncExternalStore } from 'react';
import type { FlowFacts } from '../api/shapes.ts';
import { useDraftSaver, type SavedText } from '../flows/text/use-draft-saver.ts';
import type { EditorState, FlowEditor } from './flow-editor.ts';
import { openEditor } from './open-editor.ts';

interface OpenFlow {
  readonly editor: FlowEditor;
  readonly state: EditorState;
  /** The saver of its text. */
  readonly saved: SavedText;
}

/** One flow that is edited: what changes is saved, and what others save comes in. */
export const useFlowEditor = (facts: FlowFacts): OpenFlow => {
  const saved = useDraftSaver(facts);
  const { saver } = saved;
  const [editor] = useState(() => openEditor(saver.state().text));
  const state = useSyncExternalStore(editor.subscribe, editor.state);
  useEffect(() => editor.subscribe(() => saver.type(editor.state().text)), [editor, saver]);
  useEffect(() => {
    const take = (): void => editor.take(saver.state().text);
    take();
    return saver.subscribe(take);
  }, [editor, saver]);
  return { editor, state, saved };
};
