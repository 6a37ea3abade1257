import { readChanged } from '../document/read-changed.ts';
import { renameKey, setValues } from '../document/set-value.ts';
import type { Changed, FlowEditor, Words } from '../flow-editor.ts';
import { editsBetween, type Edit } from './edits-between.ts';

interface Difference {
  /** Where the value stands in the document. */
  readonly base: string;
  /** As the form was drawn with it. */
  readonly before: unknown;
  readonly after: unknown;
  /** The change that this one belongs to. */
  readonly join?: string | undefined;
}

/**
 * Puts what a form has changed into the text, and nothing else: what was changed elsewhere meanwhile stays. Why not, where it
 * cannot be.
 */
export const changeValue = (
  editor: FlowEditor,
  { base, before, after, join }: Difference,
): Words | undefined => {
  const edits = editsBetween(before, after, base);
  const [first] = edits;
  return first === undefined ? undefined : applyEdits(editor, edits, join ?? `form ${first.pointer}`);
};

/** All of them at once: one step of the history. */
export const applyEdits = (editor: FlowEditor, edits: readonly Edit[], join?: string): Words | undefined => {
  // What could be read last is not what stands there: a change of it would write over what somebody has typed.
  if (editor.state().mistake !== null) return { key: 'editor.unreadable.refused' };
  const changed = edited(editor, edits);
  const { text, flow: read, refused } = changed;
  if (refused === undefined) editor.change({ text, ...(read !== undefined && { flow: read }) }, join);
  return refused;
};

const edited = (editor: FlowEditor, edits: readonly Edit[]): Changed => {
  let { flow } = editor.state();
  const values = edits.flatMap((edit) => ('name' in edit ? [] : [edit]));
  let changed: Changed = values.length === 0 ? { text: flow.text } : setValues(flow, values);
  for (const edit of edits) {
    if (changed.refused !== undefined) break;
    if (!('name' in edit)) continue;
    const read = readChanged(changed, flow);
    if ('shape' in read) flow = read;
    changed = renameKey(flow, edit.pointer, edit.name);
  }
  return changed;
};
