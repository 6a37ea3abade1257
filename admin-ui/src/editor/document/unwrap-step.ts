import type { Changed, Words } from '../flow-editor.ts';
import {
  directives,
  freeName,
  itemsAt,
  nameOfItem,
  spotOf,
  taskOfItem,
  withItems,
  type Item,
} from './block-items.ts';
import { editFlow, refuse } from './edit-flow.ts';
import type { Block, Step } from './flow-shape.ts';
import type { FlowText } from './flow-text.ts';
import { pointerTo } from './pointer.ts';
import { isSideBySide } from './remove-steps.ts';
import { goesOn, redirect, thenOf, withThen } from './ways.ts';

/** The steps in it in its place: of `try` those that it tries, of `fork` its branches one after the other. */
export const unwrapStep = (flow: FlowText, place: string): Changed => {
  const step = flow.shape.steps.get(place);
  const inner = step?.inner[0]?.block;
  if (step === undefined || inner === undefined) return { text: flow.text };
  if (inner.steps.length === 0)
    return refuse(flow, { key: 'editor.document.nothingInside', values: { step: step.name } });
  const { block, index } = spotOf(step);
  const items = itemsAt(flow.plain, block);
  const apart = isSideBySide(flow, block);
  const { called, notes } = namesFor(
    inner,
    items.flatMap((item, at) => (at === index ? [] : [nameOfItem(item)])),
  );
  const lost = lostFields(step, apart);
  if (lost.length > 0)
    notes.push({ key: 'editor.document.lostFields', values: { step: step.name, fields: lost.join(', ') } });
  const next = index + 1 < items.length ? nameOfItem(items[index + 1]) : 'exit';
  const first = called.get(inner.steps[0]?.name ?? '') ?? '';
  const lead = (apart || step.kind === 'fork' ? leadApart : leadOn)({ step, next, apart, called, notes });
  const named = (item: Item): Item => {
    const name = nameOfItem(item);
    const other = called.get(name) ?? name;
    return other === name ? item : { [other]: taskOfItem(item) };
  };

  const ready = (plain: unknown): unknown => {
    const inside = itemsAt(plain, inner.place).map((item, at, list) =>
      named(lead(item, at === list.length - 1)),
    );
    const around = withItems(plain, inner.place, inside);
    const led = itemsAt(around, block).map((item, at) =>
      at === index || apart ? item : redirect(item, (then) => (then === step.name ? first : then)),
    );
    return withItems(around, block, led);
  };
  const open = (plain: unknown): unknown =>
    withItems(plain, block, itemsAt(plain, block).toSpliced(index, 1, ...itemsAt(plain, inner.place)));
  const chosen = inner.steps.map(({ name }, at) => pointerTo(block, index + at, called.get(name) ?? name));
  return editFlow(flow, [({ plain }) => ready(plain), ({ plain }) => open(plain)], { chosen, notes });
};

/** What they are called among the others there. */
const namesFor = (
  { steps }: Block,
  others: readonly string[],
): { readonly called: ReadonlyMap<string, string>; readonly notes: Words[] } => {
  const taken = new Set(others);
  const called = new Map<string, string>();
  const notes: Words[] = [];
  for (const { name } of steps) {
    const other = freeName(name, taken);
    taken.add(other);
    called.set(name, other);
    if (other !== name) notes.push({ key: 'editor.document.renamed', values: { step: name, to: other } });
  }
  return { called, notes };
};

const lostFields = ({ task, inner, then }: Step, apart: boolean): readonly string[] => {
  const lost = Object.keys(task).filter((field) => !held.has(field));
  if (inner[1] !== undefined && inner[1].block.steps.length > 0) lost.push('catch');
  // The end of all of them is no end of one of them.
  if (apart && then === 'end' && (inner[0]?.block.steps.length ?? 0) > 1) lost.push('then');
  return lost;
};

interface Around {
  readonly step: Step;
  /** What comes behind it when nothing else is said. */
  readonly next: string;
  readonly apart: boolean;
  readonly called: ReadonlyMap<string, string>;
  readonly notes: Words[];
}

/** An item that leads where it led when the one around it is gone; the last one goes on as that did. */
type Lead = (item: Item, isLast: boolean) => Item;

/** One of a list again: out of the block is where the block led. */
const leadOn = ({ step, next, called, notes }: Around): Lead => {
  const after = step.then === 'continue' ? next : step.then;
  return (item, isLast) => {
    const to = (then: string, out: string): string => {
      if (then === 'exit') return out;
      if (then === 'continue') return isLast ? step.then : then;
      return directives.has(then) ? then : (called.get(then) ?? then);
    };
    if (isLast && after !== next && taskOfItem(item)['if'] !== undefined)
      notes.push(leadsTo(called.get(nameOfItem(item)) ?? '', next));
    // A case says where it leads.
    const made = redirect(item, (then) => to(then, after));
    return withOwn(item, made, to(thenOf(item), isLast && after === next ? 'continue' : after));
  };
};

/** Beside others only the end of the flow can be led to; those that were beside each other lead to the next one now. */
const leadApart = ({ step, apart, notes }: Around): Lead => {
  const single = step.inner[0]?.block.steps.length === 1;
  const lost = (item: Item): string => {
    notes.push({ key: 'editor.document.leadsNowhere', values: { step: nameOfItem(item) } });
    return 'continue';
  };
  return (item, isLast) => {
    const to = (then: string): string => {
      if (then === 'end') return then;
      if (!directives.has(then)) return lost(item);
      if (apart) return single && step.then === 'end' ? 'end' : then;
      return isLast ? step.then : 'continue';
    };
    const made = redirect(item, to);
    const own = thenOf(item);
    // What stands behind it runs now as well.
    return withOwn(item, made, own === 'end' && !apart && !isLast ? lost(item) : thenOf(made));
  };
};

/** What never goes on says nothing about it. */
const withOwn = (item: Item, made: Item, then: string): Item =>
  withThen(made, thenOf(item) === 'continue' && !goesOn(item) ? 'continue' : then);

const leadsTo = (step: string, to: string): Words =>
  to === 'exit'
    ? { key: 'editor.document.leadsOut', values: { step } }
    : { key: 'editor.document.leadsNow', values: { step, to } };

const held: ReadonlySet<string> = new Set([
  'do',
  'try',
  'for',
  'fork',
  'catch',
  'then',
  'listen',
  'foreach',
  'while',
]);
