import type { Block, FlowShape, Step } from './flow-shape.ts';
import type { FlowText } from './flow-text.ts';
import { valueAt, withValue } from './plain-edit.ts';
import { parentOf, stepsOf } from './pointer.ts';
import { isFields } from './shape-of.ts';

/** Lists of steps as plain data: `{ name: task }` each. */

export type Item = unknown;

export const itemsAt = (plain: unknown, block: string): readonly Item[] => {
  const items = valueAt(plain, block);
  return Array.isArray(items) ? (items as readonly Item[]) : [];
};

export const withItems = (plain: unknown, block: string, items: readonly Item[]): unknown =>
  withValue(plain ?? {}, block, items);

export const nameOfItem = (item: Item): string => (isFields(item) ? (Object.keys(item)[0] ?? '') : '');

export const taskOfItem = (item: Item): Readonly<Record<string, unknown>> => {
  const task = isFields(item) ? Object.values(item)[0] : undefined;
  return isFields(task) ? task : {};
};

/** The block that a step stands in, and as which one. */
export interface At {
  readonly block: string;
  readonly index: number;
}

export const spotOf = ({ place, name }: Pick<Step, 'place' | 'name'>): At => {
  const item = isNamed(place, name) ? parentOf(place) : place;
  return { block: parentOf(item), index: Number(item.slice(item.lastIndexOf('/') + 1)) };
};

/** What has no name of its own has the place of its item. */
const isNamed = (place: string, name: string): boolean => {
  const steps = stepsOf(place);
  return steps.at(-1) === name && /^\d+$/.test(steps.at(-2) ?? '');
};

/** A name that nothing in the list has: `ask`, `ask2`, `ask3`. */
export const freeName = (wish: string, taken: ReadonlySet<string>): string => {
  if (!taken.has(wish) && !directives.has(wish)) return wish;
  const base = wish.replace(/\d+$/, '') || wish;
  for (let number = 2; ; number += 1) {
    const name = `${base}${number}`;
    if (!taken.has(name)) return name;
  }
};

/** Words that lead somewhere by themselves. */
export const directives: ReadonlySet<string> = new Set(['continue', 'exit', 'end']);

export const blockAt = ({ main, steps }: FlowShape, place: string): Block | undefined => {
  if (place === main.place) return main;
  for (const { inner } of steps.values()) {
    for (const { block } of inner) if (block.place === place) return block;
  }
  return undefined;
};

/** The steps at these places in the order of the text, without those that stand inside of others of them. */
export const stepsAt = ({ shape }: FlowText, places: readonly string[]): readonly Step[] => {
  const wanted = new Set(places);
  return [...shape.steps.values()].filter(
    ({ place }) => wanted.has(place) && !places.some((one) => one !== place && place.startsWith(`${one}/`)),
  );
};
