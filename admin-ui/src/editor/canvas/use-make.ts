import { useT } from '../../messages/messages-context.tsx';
import { useNotices } from '../../show/notices.tsx';
import type { Changed, FlowEditor } from '../flow-editor.ts';

/** What is said of a change that is done; undoable ones are offered to be taken back. */
type Make = (changed: Changed, said: string, undoable?: boolean) => void;

/** Changes of the text that are said aloud, and shown where more came of them. */
export const useMake = (editor: FlowEditor, say: (words: string) => void): Make => {
  const t = useT();
  const notices = useNotices();
  /** Done, with what else became different; refused, with the reason. */
  return (changed, said, undoable = false) => {
    if (changed.refused !== undefined) {
      const why = t(changed.refused.key, changed.refused.values);
      notices.done(why);
      say(why);
      return;
    }
    const before = editor.state().text;
    editor.change(changed);
    const notes = (changed.notes ?? []).map(({ key, values }) => t(key, values));
    const words = [said, ...new Set(notes)].join('. ');
    say(words);
    const now = editor.state().text;
    if (now === before) return;
    // What came after it stands above it in the history: then this is no way back any more.
    const undo = (): void => {
      if (editor.state().text === now) editor.undo();
    };
    if (undoable || notes.length > 0) notices.done(words, undo);
  };
};
