import type { Changed, Words } from '../flow-editor.ts';
import {
  freeName,
  itemsAt,
  nameOfItem,
  spotOf,
  stepsAt,
  taskOfItem,
  withItems,
  type Item,
} from './block-items.ts';
import { editFlow, refuse } from './edit-flow.ts';
import type { Spot } from './flow-shape.ts';
import type { FlowText } from './flow-text.ts';
import { withValue } from './plain-edit.ts';
import { isWithin, pointerTo } from './pointer.ts';
import { byBlock, isSideBySide } from './remove-steps.ts';
import { leadPast } from './take-out.ts';
import { isFields } from './shape-of.ts';
import { redirect, thenOf, withThen } from './ways.ts';

/** A spot may be where they stand already, and on another way. */
export interface Landing extends Spot {
  readonly anew?: boolean;
}

/**
 * Steps with their comments to another place, in the order of the text. What led to them leads to what came after them, and they
 * lead to what comes next there.
 */
export const moveSteps = (flow: FlowText, places: readonly string[], spot: Landing): Changed => {
  const steps = stepsAt(flow, places);
  if (steps.length === 0) return { text: flow.text };
  const around = steps.find(({ place }) => isWithin(spot.block, place));
  if (around !== undefined)
    return refuse(flow, { key: 'editor.document.intoItself', values: { step: around.name } });
  const there = steps.map(({ place }) => place);
  if (spot.anew !== true && isThere(flow, { places: there, spot })) return { text: flow.text, chosen: there };

  const notes: Words[] = [];
  const groups = byBlock(steps);
  const ready = prepared(flow, { steps: groups, spot, notes });
  let chosen: readonly string[] = [];
  const move = (plain: unknown): unknown => {
    const items = steps.map((step) => {
      const { block, index } = spotOf(step);
      return itemsAt(plain, block)[index];
    });
    // They leave something behind until all have arrived, so that no place means something else meanwhile.
    const left = {};
    let next = plain;
    for (const [block, gone] of groups) {
      next = withItems(
        next,
        block,
        itemsAt(next, block).map((item, at) => (gone.has(at) ? left : item)),
      );
    }
    const target = itemsAt(next, spot.block);
    const landed = target.toSpliced(spot.index, 0, ...items);
    next = without(withItems(next, spot.block, landed), left);
    chosen = items.map((item) => placeOf(next, item)).filter((place) => place !== undefined);
    return next;
  };
  const changed = editFlow(flow, [() => ready, ({ plain }) => move(plain)], { notes });
  return changed.refused === undefined ? { ...changed, chosen } : changed;
};

interface Move {
  readonly places: readonly string[];
  readonly spot: Spot;
}

/** They stand there already, one behind the other. */
const isThere = (flow: FlowText, { places, spot }: Move): boolean => {
  const at = places.map((place) => {
    const step = flow.shape.steps.get(place);
    return step === undefined ? { block: '', index: -1 } : spotOf(step);
  });
  const first = at[0]?.index ?? 0;
  const together = at.every(({ block, index }, order) => block === spot.block && index === first + order);
  return together && spot.index >= first && spot.index <= first + places.length;
};

interface Preparation {
  readonly steps: readonly (readonly [string, ReadonlySet<number>])[];
  readonly spot: Spot;
  readonly notes: Words[];
}

/** Where they stand yet, with the names that they will have, and all that leads to them leading past them. */
const prepared = (flow: FlowText, { steps, spot, notes }: Preparation): unknown => {
  let next = flow.plain;
  const here = steps.find(([block]) => block === spot.block)?.[1] ?? new Set<number>();
  const target = itemsAt(next, spot.block);
  const taken = new Set(target.flatMap((item, at) => (here.has(at) ? [] : [nameOfItem(item)])));
  const isLast =
    spot.index >= target.length || target.slice(spot.index).every((_, at) => here.has(spot.index + at));
  const apart = isSideBySide(flow, spot.block);
  for (const [block, gone] of steps) {
    const before = itemsAt(next, block);
    const led = isSideBySide(flow, block) ? { items: before, notes: [] } : leadPast(before, gone);
    notes.push(...led.notes);
    const moving = new Set([...gone].map((at) => nameOfItem(before[at])));
    const called = new Map<string, string>();
    for (const name of moving) {
      const other = freeName(name, taken);
      taken.add(other);
      called.set(name, other);
      if (other !== name) notes.push({ key: 'editor.document.renamed', values: { step: name, to: other } });
    }
    const items = led.items.map((item, at): Item => {
      if (!gone.has(at)) return item;
      // Steps that move together lead to each other as before.
      const to = (then: string): string => {
        if (apart) return 'continue';
        const other = called.get(then);
        if (other !== undefined) return other;
        return isLast && (then === 'exit' || then === 'end') ? then : 'continue';
      };
      const own = withThen(item, to(thenOf(item)));
      const led = redirect(own, (then) =>
        called.has(then)
          ? to(then)
          : block === spot.block || then === 'continue' || then === 'exit' || then === 'end'
            ? then
            : 'continue',
      );
      const name = nameOfItem(item);
      const other = called.get(name) ?? name;
      return other === name ? led : { [other]: taskOfItem(led) };
    });
    next = withItems(next, block, items);
  }
  return next;
};

/** Without an object, wherever it stands in lists. */
const without = (value: unknown, gone: unknown): unknown => {
  if (Array.isArray(value)) {
    const list = value as readonly unknown[];
    const left = list.filter((one) => one !== gone).map((one) => without(one, gone));
    return left.length === list.length && left.every((one, at) => one === list[at]) ? value : left;
  }
  if (!isFields(value)) return value;
  let made = value;
  for (const [name, one] of Object.entries(value)) {
    const left = without(one, gone);
    if (left !== one) made = withValue(made, pointerTo('', name), left) as typeof made;
  }
  return made;
};

/** Where an item is, found by the object that it is. */
const placeOf = (plain: unknown, item: unknown): string | undefined => {
  const waiting: { readonly value: unknown; readonly place: string }[] = [{ value: plain, place: '' }];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    const { value, place } = one;
    if (value === item) return pointerTo(place, nameOfItem(item));
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, inside] of Object.entries(value))
      waiting.push({ value: inside, place: pointerTo(place, name) });
  }
  return undefined;
};
