import { evaluateTemplate, evaluate, quickFuel, type Outcome, type Seen } from './evaluate.ts';
import { namesIn } from './parcel.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * What mappings of the steps before make of a sample is needed again after each edit, of the same data as before: it is kept,
 * and what is made of it is the same object again.
 */
const kept = new Map<string, Outcome>();
const mostKept = 300;

const numbers = new WeakMap<object, number>();
let count = 0;

const nameOf = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  let number = numbers.get(value);
  if (number === undefined) {
    number = count += 1;
    numbers.set(value, number);
  }
  return `#${number}`;
};

interface Asked {
  readonly around: Surroundings;
  readonly seen: Seen;
}

/** Of a text as jq; of anything else with the expressions in it. */
export const evaluateOnce = (template: unknown, { around, seen }: Asked): Outcome => {
  const text = JSON.stringify(template) ?? '';
  const given = [...namesIn(text)].map((name) => nameOf(seen.variables[name]));
  const about = [around.stage, around.names.join(), nameOf(seen.data), nameOf(seen.env), given.join(), text];
  const key = about.join(' ');
  const before = kept.get(key);
  if (before !== undefined) return before;
  const asked = { around, seen, fuel: quickFuel };
  const made = typeof template === 'string' ? evaluate(template, asked) : evaluateTemplate(template, asked);
  if (kept.size >= mostKept) kept.clear();
  kept.set(key, made);
  return made;
};
