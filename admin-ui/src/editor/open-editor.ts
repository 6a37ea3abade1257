import { emptyFlow, type FlowText } from './document/flow-text.ts';
import { readChanged } from './document/read-changed.ts';
import type { Changed, EditorState, FlowEditor } from './flow-editor.ts';

interface Past {
  readonly text: string;
  readonly chosen: readonly string[];
}

const mostSteps = 100;

/** One text with its history: whoever changes the flow, on the canvas, in a form or as text, changes it here. */
export const openEditor = (first: string): FlowEditor => {
  const listeners = new Set<() => void>();
  let undone: Past[] = [];
  let done: Past[] = [];
  /** What the last change was, while the next one may still belong to it. */
  let joined: string | undefined;
  let state: EditorState = {
    ...{ text: first, flow: emptyFlow, mistake: null, chosen: [], canUndo: false, canRedo: false },
    ...readingOf({ text: first }, emptyFlow),
  };

  const become = (next: Partial<EditorState>): void => {
    state = { ...state, ...next, canUndo: done.length > 0, canRedo: undone.length > 0 };
    for (const listener of listeners) listener();
  };
  const show = (changed: Changed, chosen: readonly string[]): void => {
    const reading = readingOf(changed, state.flow);
    become({ text: changed.text, ...reading, chosen: standing(chosen, reading.flow) });
  };
  const now = (): Past => ({ text: state.text, chosen: state.chosen });
  const remember = (): void => {
    done = [...done.slice(1 - mostSteps), now()];
    undone = [];
  };

  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    change: (changed, join) => {
      const { text, chosen } = changed;
      if (text !== state.text) {
        if (join === undefined || join !== joined) remember();
        joined = join;
      }
      if (text !== state.text || chosen !== undefined) show(changed, chosen ?? state.chosen);
    },
    take: (text) => {
      if (text === state.text) return;
      remember();
      joined = undefined;
      show({ text }, state.chosen);
    },
    choose: (places) => {
      joined = undefined;
      if (places.join('\n') !== state.chosen.join('\n')) become({ chosen: standing(places, state.flow) });
    },
    undo: () => {
      const before = done.at(-1);
      if (before === undefined) return;
      joined = undefined;
      undone = [...undone, now()];
      done = done.slice(0, -1);
      show({ text: before.text }, before.chosen);
    },
    redo: () => {
      const after = undone.at(-1);
      if (after === undefined) return;
      joined = undefined;
      done = [...done, now()];
      undone = undone.slice(0, -1);
      show({ text: after.text }, after.chosen);
    },
  };
};

/** What cannot be read leaves the flow that could be read last. */
const readingOf = (changed: Changed, last: FlowText): Pick<EditorState, 'flow' | 'mistake'> => {
  const read = readChanged(changed, last);
  return 'shape' in read ? { flow: read, mistake: null } : { flow: last, mistake: read };
};

const standing = (places: readonly string[], { shape }: FlowText): readonly string[] =>
  places.filter((place) => shape.steps.has(place));
