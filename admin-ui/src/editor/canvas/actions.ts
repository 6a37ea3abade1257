import { useRef } from 'react';
import { useT } from '../../messages/messages-context.tsx';
import { stepTemplates } from '../catalogue/step-templates.ts';
import { addBranch } from '../document/add-branch.ts';
import { spotOf, stepsAt } from '../document/block-items.ts';
import { duplicateSteps, pasteSteps, textOfSteps } from '../document/copy-steps.ts';
import type { FlowText } from '../document/flow-text.ts';
import { moveSteps } from '../document/move-step.ts';
import { removeSteps } from '../document/remove-steps.ts';
import { renameStep } from '../document/rename-step.ts';
import { unwrapStep } from '../document/unwrap-step.ts';
import { wrapSteps } from '../document/wrap-steps.ts';
import type { FlowEditor } from '../flow-editor.ts';
import type { Drawing, Plus } from './drawing.ts';
import { joinAt } from './join-at.ts';
import { isWrap, mayAct, wraps, type ActionName } from './may-act.ts';
import { plusesWithin, type Within } from './pluses-in.ts';
import { nextTo, outermost, plusAfter } from './spots.ts';
import { useMake } from './use-make.ts';

export interface Actions {
  /** Whether it would do anything with what is chosen. */
  may(name: ActionName): boolean;
  run(name: ActionName): void;
  move(places: readonly string[], plus: Plus, copied: boolean): void;
  rename(place: string, name: string): void;
  /** Steps as text; null where none is chosen. */
  copied(): string | null;
  paste(text: string): void;
  /** Where a step can come into the one that is chosen. */
  within(): readonly Within[];
  addWithin(within: Within): void;
}

interface ActionParts {
  readonly editor: FlowEditor;
  readonly writes: boolean;
  drawing(): Drawing;
  onOpen(place: string | null): void;
  onAdd(plus: Plus): void;
  fold(place: string): void;
  askName(place: string): void;
  say(words: string): void;
}

/** All that can be done with the chosen steps: each a change of the text, said aloud, and taken back by undo. */
export const useActions = (parts: ActionParts): Actions => {
  const t = useT();
  /** Where the browser keeps its clipboard from us. */
  const kept = useRef('');
  const { editor, writes } = parts;
  const make = useMake(editor, parts.say);

  const nameOf = (place: string | undefined): string =>
    (place === undefined ? undefined : editor.state().flow.shape.steps.get(place)?.name) ?? '';

  const where = (flow: FlowText, plus: Plus): string => {
    const { block, index } = plus.spot;
    const before = [...flow.shape.steps.values()].find((step) => {
      const spot = spotOf(step);
      return spot.block === block && spot.index === index - 1;
    });
    return before === undefined
      ? t('editor.canvas.atBeginning')
      : t('editor.canvas.behind', { name: before.name });
  };
  const chosenNow = () => {
    const { chosen, flow } = editor.state();
    return { chosen, flow, places: outermost(chosen), active: chosen.at(-1) };
  };
  const remember = (text: string): void => {
    kept.current = text;
    // Not offered to pages that came over an open line.
    navigator.clipboard?.writeText(text).catch(() => undefined);
  };
  const copied = (): string | null => {
    const { flow, places } = chosenNow();
    if (places.length === 0) return null;
    const text = textOfSteps(flow, places);
    kept.current = text;
    parts.say(t('editor.canvas.copied', { count: places.length }));
    return text;
  };
  const remove = (): void => {
    const { flow, places } = chosenNow();
    if (places.length === 0) return;
    const said =
      places.length === 1
        ? t('editor.canvas.removedOne', { name: nameOf(places[0]) })
        : t('editor.canvas.removed', { count: places.length });
    const gone = stepsAt(flow, places);
    const changed = removeSteps(flow, places);
    make(changed, said, true);
    if (changed.refused === undefined) editor.choose(nextTo(editor.state().flow, gone));
  };
  const may = (name: ActionName): boolean => {
    const { flow, places, active } = chosenNow();
    const step = active === undefined ? undefined : flow.shape.steps.get(active);
    return mayAct(name, { writes, drawing: parts.drawing(), count: places.length, step });
  };
  const paste = (text: string): void => {
    const plus = plusAfter(parts.drawing(), editor.state().chosen.at(-1) ?? null);
    if (!writes || plus === null || text.trim() === '') return;
    const { flow } = editor.state();
    make(joinAt(flow, plus, pasteSteps(flow, plus.spot, text)), t('editor.canvas.pasted'));
  };
  const run = (name: ActionName): void => {
    const { flow, places, active } = chosenNow();
    if (!may(name)) return;
    if (isWrap(name)) return make(wrapSteps(flow, places, wraps[name]), t(`editor.canvas.done.${name}`));
    switch (name) {
      case 'open':
        return parts.onOpen(active ?? null);
      case 'add': {
        const plus = plusAfter(parts.drawing(), active ?? null);
        if (plus !== null) parts.onAdd(plus);
        return;
      }
      case 'rename':
        if (active !== undefined) parts.askName(active);
        return;
      case 'fold':
        if (active !== undefined) parts.fold(active);
        return;
      case 'copy':
        remember(copied() ?? '');
        return;
      case 'cut':
        remember(copied() ?? '');
        return remove();
      case 'paste': {
        const reading = navigator.clipboard?.readText() ?? Promise.resolve(kept.current);
        reading.then(paste, () => paste(kept.current));
        return;
      }
      case 'duplicate':
        return make(duplicateSteps(flow, places), t('editor.canvas.duplicated', { count: places.length }));
      case 'branch':
        // It is named and filled in where it stands then.
        if (active !== undefined)
          make(
            addBranch(flow, active, { name: 'case', when: '${ true }', step: stepTemplates.set }),
            t('editor.canvas.done.branch', { name: nameOf(active) }),
          );
        return;
      case 'unwrap':
        if (active !== undefined)
          make(unwrapStep(flow, active), t('editor.canvas.done.unwrap', { name: nameOf(active) }));
        return;
      case 'remove':
        return remove();
    }
  };
  return {
    may,
    run,
    copied,
    paste,
    within: () => {
      const { places, active } = chosenNow();
      return writes && active !== undefined && places.length === 1
        ? plusesWithin(parts.drawing(), active)
        : [];
    },
    addWithin: ({ plus }) => parts.onAdd(plus),
    move: (places, plus, copying) => {
      const { flow } = editor.state();
      const outer = outermost(places);
      const [first] = outer;
      if (!writes || first === undefined) return;
      const said = { name: nameOf(first), count: outer.length, where: where(flow, plus) };
      const anew = ![plus.after, plus.before].some((place) => place !== null && outer.includes(place));
      const changed = copying
        ? pasteSteps(flow, plus.spot, textOfSteps(flow, outer))
        : moveSteps(flow, outer, { ...plus.spot, anew });
      make(
        joinAt(flow, plus, changed),
        t(copying ? 'editor.canvas.copiedTo' : 'editor.canvas.movedTo', said),
      );
    },
    rename: (place, name) => {
      const { flow } = editor.state();
      make(renameStep(flow, place, name), t('editor.canvas.renamed', { from: nameOf(place), name }));
    },
  };
};
