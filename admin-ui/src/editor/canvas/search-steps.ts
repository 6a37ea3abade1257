import type { FlowShape, Step } from '../document/flow-shape.ts';

const texts = new WeakMap<Step, string>();

/** Blocks are steps of their own. */
const blocks = new Set(['do', 'try', 'branches']);

const collect = (value: unknown, into: string[]): void => {
  if (typeof value === 'string') into.push(value);
  else if (typeof value === 'number') into.push(String(value));
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) {
      if (Array.isArray(inner) && blocks.has(key)) continue;
      if (!Array.isArray(value)) into.push(key);
      collect(inner, into);
    }
};

/** All that a step says, in small letters: its name, what it calls, its expressions. */
const textOf = (step: Step): string => {
  const known = texts.get(step);
  if (known !== undefined) return known;
  const found = [step.name];
  collect(step.task, found);
  const text = found.join('\n').toLowerCase();
  texts.set(step, text);
  return text;
};

/** The steps that hold all the words, in the order of the flow; those with the words in their names come first. */
export const searchSteps = ({ steps }: FlowShape, search: string): readonly string[] => {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const named: string[] = [];
  const others: string[] = [];
  for (const step of steps.values()) {
    const text = textOf(step);
    if (!words.every((word) => text.includes(word))) continue;
    const name = step.name.toLowerCase();
    (words.every((word) => name.includes(word)) ? named : others).push(step.place);
  }
  return [...named, ...others];
};
