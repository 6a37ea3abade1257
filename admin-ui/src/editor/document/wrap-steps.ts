import type { Changed, Words } from '../flow-editor.ts';
import {
  directives,
  freeName,
  itemsAt,
  nameOfItem,
  stepsAt,
  taskOfItem,
  withItems,
  type Item,
} from './block-items.ts';
import { editFlow, refuse } from './edit-flow.ts';
import type { FlowText } from './flow-text.ts';
import { pointerTo } from './pointer.ts';
import { byBlock, isSideBySide } from './remove-steps.ts';
import { casesOf, redirect, thenOf, withThen } from './ways.ts';

export type WrapKind = 'do' | 'try' | 'for' | 'fork';

/** Neighbours as the inside of one step that stands where they stood. */
export const wrapSteps = (flow: FlowText, places: readonly string[], kind: WrapKind): Changed => {
  const [group, ...others] = byBlock(stepsAt(flow, places));
  if (group === undefined) return { text: flow.text };
  const [block, chosen] = group;
  const first = Math.min(...chosen);
  if (others.length > 0 || Math.max(...chosen) !== first + chosen.size - 1)
    return refuse(flow, { key: 'editor.document.noNeighbours' });
  const items = itemsAt(flow.plain, block);
  const apart = isSideBySide(flow, block);
  const name = freeName(names[kind], new Set(items.map(nameOfItem)));
  const way = apart
    ? { items, then: 'continue', notes: [] }
    : waysOf(items, { first, count: chosen.size, name, kind });
  if ('key' in way) return refuse(flow, way);
  const put = (plain: unknown): unknown => {
    const list = itemsAt(plain, block);
    const inside = list.slice(first, first + chosen.size);
    const task = { ...taskWith(kind, inside), ...(way.then !== 'continue' && { then: way.then }) };
    return withItems(plain, block, list.toSpliced(first, chosen.size, { [name]: task }));
  };
  const turns = [
    ({ plain }: FlowText) => withItems(plain, block, way.items),
    ({ plain }: FlowText) => put(plain),
  ];
  return editFlow(flow, turns, { chosen: [pointerTo(block, first, name)], notes: way.notes });
};

const names: Readonly<Record<WrapKind, string>> = {
  do: 'steps',
  try: 'attempt',
  for: 'each',
  fork: 'together',
};

const taskWith = (kind: WrapKind, steps: readonly Item[]): Readonly<Record<string, unknown>> => {
  switch (kind) {
    case 'do':
      return { do: steps };
    case 'try':
      return { try: steps, catch: {} };
    case 'for':
      return { for: { each: 'item', in: '${ . }' }, do: steps };
    case 'fork':
      return { fork: { branches: steps } };
  }
};

interface Wrapping {
  readonly first: number;
  readonly count: number;
  readonly name: string;
  readonly kind: WrapKind;
}

interface Ways {
  readonly items: readonly Item[];
  /** Where the one that holds them leads. */
  readonly then: string;
  readonly notes: readonly Words[];
}

/** What is inside leads to what is inside, or out of it; what is outside leads to the one that holds them. */
const waysOf = (items: readonly Item[], { first, count, name, kind }: Wrapping): Ways | Words => {
  const end = first + count;
  const inside = new Map(items.slice(first, end).map((item, at) => [nameOfItem(item), at]));
  const next = end < items.length ? nameOfItem(items[end]) : 'exit';
  const last = thenOf(items[end - 1]);
  const isOut = (then: string): boolean => then !== 'continue' && then !== 'end' && !inside.has(then);
  // Only when it is the one way on from the last of them: what is passed over, or has cases, goes on by itself.
  const single = casesOf(items[end - 1]).length === 0 && taskOfItem(items[end - 1])['if'] === undefined;
  const then = kind !== 'fork' && single && (isOut(last) || last === 'end') ? last : 'continue';
  const after = then === 'continue' ? next : then;
  const notes: Words[] = [];
  let wrong: Words | undefined;
  const made = items.map((item, at): Item => {
    if (at < first || at >= end) {
      return redirect(item, (to) => {
        const index = directives.has(to) ? undefined : inside.get(to);
        if (index === undefined) return to;
        if (index > 0) notes.push({ key: 'editor.document.ledInside', values: { step: nameOfItem(item) } });
        return name;
      });
    }
    if (at === end - 1 && then !== 'continue') return withThen(item, 'continue');
    return redirect(item, (to) => {
      if (kind === 'fork' && to !== 'continue') {
        notes.push({ key: 'editor.document.leadsNowhere', values: { step: nameOfItem(item) } });
        return 'continue';
      }
      if (!isOut(to)) return to;
      if (to === after || (to === 'exit' && after === 'exit')) return 'exit';
      wrong ??= { key: 'editor.document.leadsElsewhere', values: { step: nameOfItem(item), to } };
      return to;
    });
  });
  return wrong ?? { items: made, then, notes };
};
