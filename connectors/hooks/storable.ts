/** What the database could not hold, a NUL or half of a pair, is written as the sign for that. */
export const storable = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\ufffd');

/** The same for all texts in a value. Only one whose JSON holds such an escape is walked through: nearly none does. */
export const storableValue = (value: unknown, json: string): unknown =>
  /\\u0000|\\ud[89a-f]/i.test(json) ? walk(value) : value;

const walk = (value: unknown): unknown => {
  if (typeof value === 'string') return storable(value);
  if (Array.isArray(value)) return value.map(walk);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [storable(key), walk(held)]));
};
