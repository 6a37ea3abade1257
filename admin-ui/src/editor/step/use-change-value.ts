import { useCallback } from 'react';
import { useT } from '../../messages/messages-context.tsx';
import { useNotices } from '../../show/notices.tsx';
import type { Changed, FlowEditor, Words } from '../flow-editor.ts';
import { changeValue } from './change-value.ts';
import { useFieldScope } from './fields/field-scope.ts';

/** Says why something was not changed. */
export const useSayRefused = (): ((refused: Words | undefined) => void) => {
  const t = useT();
  const notices = useNotices();
  return useCallback(
    (refused) => {
      if (refused === undefined) return;
      notices.done(t('editor.step.refused', { reason: t(refused.key, refused.values) }));
    },
    [t, notices],
  );
};

/** Makes a change, and says what else became of it or why it was not made. */
export const useMakeChange = (editor: FlowEditor): ((changed: Changed) => void) => {
  const t = useT();
  const notices = useNotices();
  const say = useSayRefused();
  return (changed) => {
    if (changed.refused !== undefined) return say(changed.refused);
    if (editor.state().mistake !== null) return say({ key: 'editor.unreadable.refused' });
    editor.change(changed);
    for (const { key, values } of changed.notes ?? []) notices.done(t(key, values));
  };
};

/** Takes what the form at a place of the document has made of its value. */
export const useChangeValue = (
  editor: FlowEditor,
  base: string,
): ((before: unknown, after: unknown) => void) => {
  const scope = useFieldScope();
  const say = useSayRefused();
  return (before, after) => say(changeValue(editor, { base, before, after, join: scope.takeJoin() }));
};
