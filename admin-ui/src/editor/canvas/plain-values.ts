/** Looks into data that may be of any shape: a text that is just being typed is no flow yet. */

export const mapOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};

export const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as readonly unknown[]) : [];

export const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';

/** An expression without what stands around it; one line of anything else. */
export const shortText = (value: unknown): string => {
  if (value === undefined || value === null) return '';
  if (typeof value === 'object') return JSON.stringify(value).slice(0, longest);
  const text = typeof value === 'string' ? value : `${value as number | boolean}`;
  const inner = /^\s*\$\{([\s\S]*)\}\s*$/.exec(text)?.[1] ?? text;
  return inner.replace(/\s+/g, ' ').trim().slice(0, longest);
};

/** More than a card shows at any width. */
const longest = 160;
