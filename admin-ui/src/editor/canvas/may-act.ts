import type { Step } from '../document/flow-shape.ts';
import type { Drawing } from './drawing.ts';

/** What can be done on the canvas, and when. */

export const wraps = { wrapDo: 'do', wrapTry: 'try', wrapFor: 'for', wrapFork: 'fork' } as const;

type WrapName = keyof typeof wraps;

export type ActionName =
  | (
      | 'open'
      | 'add'
      | 'rename'
      | 'fold'
      | 'copy'
      | 'cut'
      | 'paste'
      | 'duplicate'
      | 'branch'
      | 'unwrap'
      | 'remove'
    )
  | WrapName;

export const isWrap = (name: ActionName): name is WrapName => name in wraps;

/** Works on the canvas and only reads. */
const harmless = new Set<ActionName>(['open', 'copy', 'fold']);

interface Acting {
  readonly writes: boolean;
  readonly drawing: Drawing;
  /** How many are chosen, and the last of them. */
  readonly count: number;
  readonly step: Step | undefined;
}

/** Whether it would do anything with what is chosen. */
export const mayAct = (name: ActionName, { writes, drawing, count, step }: Acting): boolean => {
  if (!writes && !harmless.has(name)) return false;
  if (name === 'add' || name === 'paste' || name === 'open') return true;
  if (step === undefined || count === 0) return false;
  if (name === 'unwrap') return step.inner.length > 0 && count === 1;
  if (name === 'branch') return step.kind === 'switch' && count === 1;
  if (name === 'fold')
    return (
      step.inner.length > 0 ||
      drawing.columnsIn.has(step.place) ||
      drawing.byId.get(step.place)?.kind === 'folded'
    );
  return true;
};
