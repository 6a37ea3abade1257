import { expect, test } from '@jest/globals';
import { openEditor } from '../../admin-ui/src/editor/open-editor.ts';
import { setValue } from '../../admin-ui/src/editor/document/set-value.ts';
import { verifies } from '../setup/verifies.ts';

const flow = (rest = ''): string => `document: { name: a }\ndo:\n  - ask:\n      set: { a: 1 }\n${rest}`;
const more = flow('  - answer:\n      set: { b: 2 }\n');

verifies('editor.history', 'each change can be undone and done again, whoever made it', () => {
  const editor = openEditor(flow());
  expect(editor.state()).toMatchObject({ canUndo: false, canRedo: false, mistake: null });
  editor.change({ text: more, chosen: ['/do/1/answer'] });
  expect(editor.state().flow.shape.main.steps.map(({ name }) => name)).toEqual(['ask', 'answer']);
  editor.take(`# somebody else's\n${more}`);
  editor.undo();
  expect(editor.state()).toMatchObject({
    text: more,
    chosen: ['/do/1/answer'],
    canUndo: true,
    canRedo: true,
  });
  editor.undo();
  expect(editor.state()).toMatchObject({ text: flow(), chosen: [], canUndo: false });
  editor.redo();
  editor.redo();
  expect(editor.state().text).toBe(`# somebody else's\n${more}`);
  expect(editor.state().canRedo).toBe(false);
  editor.undo();
  // What was undone is gone once something else was done.
  editor.change({ text: flow() });
  editor.redo();
  expect(editor.state().text).toBe(flow());
});

verifies('editor.history', 'what is typed in one go is one step back', () => {
  const editor = openEditor(flow());
  for (const letter of ['b', 'bc', 'bcd']) editor.change({ text: flow(`# ${letter}\n`) }, 'yaml 1');
  editor.change({ text: flow('# other\n') }, 'yaml 2');
  editor.undo();
  expect(editor.state().text).toBe(flow('# bcd\n'));
  editor.undo();
  expect(editor.state().text).toBe(flow());
  // The same field after something else was looked at is another step.
  editor.change({ text: flow('# x\n') }, 'field');
  editor.choose(['/do/0/ask']);
  editor.change({ text: flow('# xy\n') }, 'field');
  editor.undo();
  expect(editor.state().text).toBe(flow('# x\n'));
});

verifies('editor.history', 'a hundred steps are kept', () => {
  const editor = openEditor(flow());
  for (let at = 1; at <= 130; at += 1) editor.change({ text: flow(`# ${at}\n`) });
  let steps = 0;
  while (editor.state().canUndo) {
    editor.undo();
    steps += 1;
  }
  expect(steps).toBe(100);
  expect(editor.state().text).toBe(flow('# 30\n'));
});

verifies('editor.mistakes', 'a text that cannot be read leaves the last flow that could', () => {
  const editor = openEditor(more);
  editor.choose(['/do/1/answer']);
  editor.change({ text: `${more}  - [\n` });
  const { flow: last, mistake, chosen } = editor.state();
  expect(mistake).toMatchObject({ line: expect.any(Number), message: expect.any(String) });
  expect(last.shape.main.steps).toHaveLength(2);
  expect(chosen).toEqual(['/do/1/answer']);
  editor.change({ text: flow() });
  expect(editor.state()).toMatchObject({ mistake: null, chosen: [] });
});

test('a text that could never be read is no flow yet', () => {
  const editor = openEditor('{');
  expect(editor.state().mistake).not.toBeNull();
  expect(editor.state().flow.shape.main.steps).toEqual([]);
});

test('whoever listens hears of each change once, and not of what is as it was', () => {
  const editor = openEditor(flow());
  let heard = 0;
  const leave = editor.subscribe(() => (heard += 1));
  editor.change({ text: flow() });
  editor.take(flow());
  editor.choose([]);
  editor.undo();
  expect(heard).toBe(0);
  editor.change({ text: more });
  editor.choose(['/do/0/ask']);
  expect(heard).toBe(2);
  leave();
  editor.undo();
  expect(heard).toBe(2);
});

verifies('editor.history', 'what an edit has read is not read once more', () => {
  const editor = openEditor(more);
  const changed = setValue(editor.state().flow, '/do/0/ask/set/a', 5);
  editor.change(changed);
  expect(changed.flow?.text).toBe(editor.state().text);
  expect(editor.state().flow).toBe(changed.flow);
  // Of another text it is no reading.
  editor.change({ ...changed, text: flow() });
  expect(editor.state().flow.shape.main.steps.map(({ name }) => name)).toEqual(['ask']);
});
