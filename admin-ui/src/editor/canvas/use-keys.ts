import type { KeyboardEvent } from 'react';
import type { FlowEditor } from '../flow-editor.ts';
import type { Actions } from './actions.ts';
import type { Drawing } from './drawing.ts';
import type { ActionName } from './may-act.ts';
import { extendTo } from './spots.ts';
import { stepTowards, type Direction } from './tree-order.ts';

const directions: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Home: 'first',
  End: 'last',
};

const single: Readonly<Record<string, ActionName>> = {
  Enter: 'open',
  a: 'add',
  '+': 'add',
  ' ': 'fold',
  F2: 'rename',
  Delete: 'remove',
  Backspace: 'remove',
};

interface KeyParts {
  readonly editor: FlowEditor;
  readonly actions: Actions;
  readonly drawing: Drawing;
  openMenu(): void;
  search(): void;
  nextProblem(by: 1 | -1): void;
}

/** The canvas by keys. Copying, cutting and pasting come as events of their own: they need no leave of the browser. */
export const keysOf =
  ({ editor, actions, drawing, openMenu, search, nextProblem }: KeyParts) =>
  (event: KeyboardEvent): void => {
    if (press(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
    function press({ key, shiftKey, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
      const command = ctrlKey || metaKey;
      if (key === 'F8') return done(() => nextProblem(shiftKey ? -1 : 1));
      if (key === 'ContextMenu' || (key === 'F10' && shiftKey)) return done(openMenu);
      if (command) return !altKey && withCommand(key.toLowerCase(), shiftKey);
      if (altKey) return false;
      const direction = directions[key];
      if (direction !== undefined) return done(() => go(direction, shiftKey));
      if (key === '/') return done(search);
      if (key === 'Escape') return editor.state().chosen.length > 0 && done(() => editor.choose([]));
      const action = single[key];
      return action !== undefined && done(() => actions.run(action));
    }
    function withCommand(key: string, shifted: boolean): boolean {
      if (key === 'z') return actions.may('paste') && done(shifted ? editor.redo : editor.undo);
      if (key === 'y') return actions.may('paste') && done(editor.redo);
      if (key === 'd') return done(() => actions.run('duplicate'));
      if (key !== 'a') return false;
      const active = editor.state().chosen.at(-1);
      const column = active === undefined ? drawing.columns[0] : drawing.columnOf.get(active);
      return done(() => editor.choose(column?.places ?? []));
    }
    function go(direction: Direction, extends_: boolean): void {
      const { chosen } = editor.state();
      const active = chosen.at(-1);
      // From nowhere one begins at the top, or at the end where one asks for it.
      const towards = active !== undefined || direction === 'last' ? direction : 'first';
      const to = stepTowards(drawing, active ?? '', towards);
      if (to !== null) editor.choose(extends_ ? extendTo(drawing, chosen, to) : [to]);
    }
  };

const done = (act: () => void): true => {
  act();
  return true;
};
