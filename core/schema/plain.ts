/** Looking at values that others made: own properties only, so that `constructor` and `__proto__` are plain names. */

export type PlainObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is PlainObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

export const own = (value: PlainObject, name: string): unknown =>
  Object.hasOwn(value, name) ? value[name] : undefined;

export const isSchema = (value: unknown): value is boolean | PlainObject =>
  typeof value === 'boolean' || isObject(value);

/** How many characters a person would count, as JSON Schema counts: not UTF-16 units. */
export const lengthOf = (text: string): number => {
  let length = text.length;
  for (let at = 0; at < text.length - 1; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0xd800 || unit > 0xdbff) continue;
    const next = text.charCodeAt(at + 1);
    if (next >= 0xdc00 && next <= 0xdfff) {
      length -= 1;
      at += 1;
    }
  }
  return length;
};
