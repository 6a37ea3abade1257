import { isList, isObject } from './plain.ts';

const maxDepth = 128;

/**
 * One text for each JSON value, whatever the order of its keys: two values are equal when their texts are. Null when
 * the value is nested too deeply, or costs more than there is.
 */
export const canonical = (value: unknown, budget: { fuel: number }, depth = 0): string | null => {
  budget.fuel -= 1;
  if (budget.fuel < 0 || depth > maxDepth) return null;
  if (isList(value)) return listText(value, budget, depth);
  if (isObject(value)) return objectText(value, budget, depth);
  if (typeof value === 'string') {
    budget.fuel -= value.length >> 6;
    return JSON.stringify(value);
  }
  return Object.is(value, -0) ? '0' : String(value);
};

const listText = (list: readonly unknown[], budget: { fuel: number }, depth: number): string | null => {
  const parts: string[] = [];
  for (const item of list) {
    const text = canonical(item, budget, depth + 1);
    if (text === null) return null;
    parts.push(text);
  }
  return `[${parts.join(',')}]`;
};

const objectText = (
  object: Readonly<Record<string, unknown>>,
  budget: { fuel: number },
  depth: number,
): string | null => {
  const parts: string[] = [];
  for (const key of Object.keys(object).sort()) {
    const text = canonical(object[key], budget, depth + 1);
    if (text === null) return null;
    parts.push(`${JSON.stringify(key)}:${text}`);
  }
  return `{${parts.join(',')}}`;
};
