import { isTree } from '../tree.ts';
import { place, treeLimits } from '../tree-limits.ts';

/** Why two values cannot become one. The caller knows the action. */
export class MergeFault extends Error {
  override readonly name = 'MergeFault';
}

/** How much an overlay may add, all actions together: one that copies the document into itself doubles it each time. */
export interface Growth {
  left: number;
}

export const mayGrow = (): Growth => ({ left: treeLimits.values });

export type Kind = 'an object' | 'a list' | 'a single value';

export const kindOf = (value: unknown): Kind =>
  Array.isArray(value) ? 'a list' : isTree(value) ? 'an object' : 'a single value';

export const copyOf = (value: unknown, growth: Growth, depth = 0): unknown => {
  if (--growth.left < 0) throw new MergeFault(`the overlay adds more than ${treeLimits.values} values`);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > treeLimits.depth)
    throw new MergeFault(`what is copied is more than ${treeLimits.depth} levels deep`);
  if (Array.isArray(value)) return value.map((item) => copyOf(item, growth, depth + 1));
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (key !== '__proto__') copy[key] = copyOf(item, growth, depth + 1);
  }
  return copy;
};

/**
 * Merges by the rules of the specification: objects key by key, lists are appended to, a single value replaces a
 * single value, and other pairs are a mistake. Changes the target.
 */
export const mergeInto = (
  target: Record<string, unknown>,
  update: Readonly<Record<string, unknown>>,
  { growth, path }: { growth: Growth; path: readonly string[] },
): void => {
  for (const [key, value] of Object.entries(update)) {
    if (key === '__proto__') continue;
    const inner = [...path, key];
    const before = target[key];
    if (!Object.hasOwn(target, key)) target[key] = copyOf(value, growth);
    else if (isTree(before) && isTree(value)) mergeInto(before, value, { growth, path: inner });
    else if (Array.isArray(before) && Array.isArray(value)) append(before, value, growth);
    else if (kindOf(before) === 'a single value' && kindOf(value) === 'a single value') target[key] = value;
    else
      throw new MergeFault(
        `at ${place(inner)} of the update stands ${kindOf(value)}, in the document ${kindOf(before)}`,
      );
  }
};

/** A list is appended item by item, anything else as one item. */
export const append = (target: unknown[], value: unknown, growth: Growth): void => {
  // Not by spreading: a list of a million items is more than a call takes.
  for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) target.push(copyOf(item, growth));
};
