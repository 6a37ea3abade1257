import type { Changed, Words } from '../flow-editor.ts';
import {
  directives,
  freeName,
  itemsAt,
  nameOfItem,
  spotOf,
  stepsAt,
  taskOfItem,
  withItems,
  type Item,
} from './block-items.ts';
import { editFlow, refuse, type Turn } from './edit-flow.ts';
import type { Spot } from './flow-shape.ts';
import type { FlowText } from './flow-text.ts';
import { readChanged } from './read-changed.ts';
import { namesOf, originsOf, pastedSteps } from './pasted-steps.ts';
import { pointerTo } from './pointer.ts';
import { byBlock, isSideBySide } from './remove-steps.ts';
import { styleOf } from './text-style.ts';
import { redirect, withThen } from './ways.ts';
import { blockLines } from './write-block.ts';
import { flowText } from './write-flow.ts';

/** A list of steps as text, with their comments: to be put elsewhere, also into another flow. */
export const textOfSteps = (flow: FlowText, places: readonly string[]): string => {
  const items = stepsAt(flow, places).map((step) => {
    const { block, index } = spotOf(step);
    return itemsAt(flow.plain, block)[index];
  });
  if (items.length === 0) return '';
  const style = styleOf(flow);
  const pen = { style, origins: originsOf(flow), out: new Set<never>() };
  if (style.json) return `${flowText(items, { ...pen, indent: style.pretty ? 0 : null, outer: 0 })}\n`;
  return `${blockLines(items, 0, pen).join('\n')}\n`;
};

/** What was copied, from here or from anywhere. Steps whose names are taken get other ones, and lead to each other as before. */
export const pasteSteps = (flow: FlowText, spot: Spot, yaml: string): Changed => {
  const pasted = pastedSteps(yaml);
  return 'key' in pasted ? refuse(flow, pasted) : put(flow, { spot, pasted, copies: false });
};

interface Putting {
  readonly spot: Spot;
  /** A list of steps. */
  readonly pasted: FlowText;
  /** Of what stands before them: that leads to them now instead of where it led, as they do. */
  readonly copies: boolean;
}

const put = (flow: FlowText, { spot, pasted, copies }: Putting): Changed => {
  const { block } = spot;
  const there = itemsAt(flow.plain, block);
  const at = Math.max(0, Math.min(spot.index, there.length));
  const notes: Words[] = [];
  const apart = isSideBySide(flow, block);
  const fitting = { there, apart, copies, notes };
  // In their own text first: so they keep their comments.
  const fitted = readChanged(editFlow(pasted, [({ plain }) => fitIn(plain, fitting)]));
  if (!('shape' in fitted)) return refuse(flow, { key: 'editor.document.notSteps' });
  const items = itemsAt(fitted.plain, '');
  const chosen = items.map((item, index) => pointerTo(block, at + index, nameOfItem(item)));
  const turns: Turn[] = [
    ({ plain }) => withItems(plain, block, itemsAt(plain, block).toSpliced(at, 0, ...items)),
  ];
  if (copies && !apart)
    turns.push(({ plain }) => {
      const list = itemsAt(plain, block);
      return withItems(plain, block, list.with(at - 1, withThen(list[at - 1], 'continue')));
    });
  return editFlow(flow, turns, { chosen, notes, foreign: originsOf(fitted) });
};

interface Fitting {
  readonly there: readonly Item[];
  /** Side by side: none leads anywhere. */
  readonly apart: boolean;
  readonly copies: boolean;
  readonly notes: Words[];
}

const fitIn = (list: unknown, { there, apart, copies, notes }: Fitting): readonly Item[] => {
  const items = itemsAt(list, '');
  const taken = new Set(there.map(nameOfItem));
  const called = new Map<string, string>();
  const names = items.map((item) => {
    const name = nameOfItem(item);
    const other = freeName(name, taken);
    taken.add(other);
    if (!called.has(name)) called.set(name, other);
    return other;
  });
  const others = namesOf(there);
  return items.map((item, at): Item => {
    const to = (then: string): string => {
      if (apart) return 'continue';
      if (directives.has(then)) return then;
      const other = called.get(then);
      if (other !== undefined) return other;
      if (copies && others.has(then)) return then;
      notes.push({ key: 'editor.document.leadsNowhere', values: { step: names[at] ?? '' } });
      return 'continue';
    };
    const led = redirect(item, to);
    const name = names[at] ?? '';
    return name === nameOfItem(item) ? led : { [name]: taskOfItem(led) };
  });
};

/** Beside themselves, behind the last of them in each block. */
export const duplicateSteps = (flow: FlowText, places: readonly string[]): Changed => {
  const steps = stepsAt(flow, places);
  const [group, ...others] = byBlock(steps);
  if (group === undefined) return { text: flow.text };
  if (others.length > 0) return refuse(flow, { key: 'editor.document.noNeighbours' });
  const [block, chosen] = group;
  const pasted = pastedSteps(textOfSteps(flow, places));
  if ('key' in pasted) return refuse(flow, pasted);
  return put(flow, { spot: { block, index: Math.max(...chosen) + 1 }, pasted, copies: true });
};
