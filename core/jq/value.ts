/** JSON values as jq sees them. Nothing here is ever changed in place: results share parts with their inputs. */
export type Value = null | boolean | number | string | readonly Value[] | ObjectValue;

export interface ObjectValue {
  readonly [key: string]: Value;
}

/** An object under construction, before anybody else sees it. */
export type Draft = Record<string, Value>;

export const isArray = (value: Value): value is readonly Value[] => Array.isArray(value);

export const isObject = (value: Value): value is ObjectValue =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Only null and false are not true. A hole in a foreign object counts as null. */
export const isTrue = (value: Value): boolean => value !== false && value !== null && value !== undefined;

export type Kind = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

export const kindOf = (value: Value): Kind => {
  switch (typeof value) {
    case 'number':
      return 'number';
    case 'string':
      return 'string';
    case 'boolean':
      return 'boolean';
    default:
      if (value === null || value === undefined) return 'null';
      return Array.isArray(value) ? 'array' : 'object';
  }
};

/** Own properties only: `constructor` and `__proto__` are keys like all others. */
export const property = (object: ObjectValue, key: string): Value =>
  Object.hasOwn(object, key) ? (object[key] ?? null) : null;

/** Assigning to `__proto__` would change what the object is, so that one key is defined. */
export const put = (draft: Draft, key: string, value: Value): void => {
  if (key === '__proto__') {
    Object.defineProperty(draft, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    draft[key] = value;
  }
};

export const copyObject = (object: ObjectValue): Draft => ({ ...object });

export const withProperty = (object: ObjectValue, key: string, value: Value): ObjectValue => {
  const draft = copyObject(object);
  put(draft, key, value);
  return draft;
};

export const withoutProperties = (object: ObjectValue, keys: ReadonlySet<string>): ObjectValue => {
  const draft: Draft = {};
  for (const key of Object.keys(object)) if (!keys.has(key)) put(draft, key, property(object, key));
  return draft;
};
