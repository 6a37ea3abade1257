import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { escapeStep, unescapeStep } from '../../../core/json-pointer.ts';
import { isList, isObject, own } from '../../../core/schema/plain.ts';

/** Where a schema says that a value is a secret, whatever stands there: found by walking both together. */
export interface SecretSpot {
  /** JSON pointer. */
  readonly at: string;
  readonly value: unknown;
}

/** A part of a document and the schema that it is read by. */
export interface SecretPart {
  readonly at: string;
  readonly schema: z.ZodType;
}

/** As it is stored. */
export interface Sealed {
  readonly sealed: string;
}

/** As it is shown, and as it comes back from whoever leaves it as it is. */
export interface Hidden {
  readonly secret: true;
  /** Which one, so that it is found again when the order changes; by its place when left out. */
  readonly of?: string;
}

export const isSealed = (value: unknown): value is Sealed =>
  isObject(value) && Object.keys(value).length === 1 && typeof own(value, 'sealed') === 'string';

export const isHidden = (value: unknown): value is Hidden =>
  isObject(value) &&
  own(value, 'secret') === true &&
  Object.keys(value).every((key) => key === 'secret' || key === 'of');

/** A name for what is sealed that says nothing of it: each sealing has other bytes. */
export const nameOfSealed = ({ sealed }: Sealed): string =>
  createHash('sha256').update(sealed).digest('hex').slice(0, 16);

export const hidden = (sealed: Sealed): Hidden => ({ secret: true, of: nameOfSealed(sealed) });

const deepest = 64;

export const secretSpots = (document: unknown, parts: readonly SecretPart[]): SecretSpot[] => {
  const found = new Map<string, unknown>();
  for (const { at, schema } of parts) walk(valueAt(document, at), { schema, at, depth: 0, found });
  return [...found].map(([at, value]) => ({ at, value }));
};

interface Walk {
  readonly schema: z.core.$ZodType;
  readonly at: string;
  readonly depth: number;
  readonly found: Map<string, unknown>;
}

const walk = (value: unknown, { schema, at, depth, found }: Walk): void => {
  if (value === undefined || value === null || depth > deepest) return;
  if ((schema as z.ZodType).meta()?.['secret'] === true) {
    found.set(at, value);
    return;
  }
  const go = (inner: z.core.$ZodType, below: unknown = value, path = at): void =>
    walk(below, { schema: inner, at: path, depth: depth + 1, found });
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      if (isObject(value))
        for (const [name, inner] of Object.entries(def.shape))
          go(inner, own(value, name) ?? null, below(at, name));
      return;
    case 'record':
      if (isObject(value))
        for (const [name, inner] of Object.entries(value)) go(def.valueType, inner, below(at, name));
      return;
    case 'array':
      if (isList(value))
        for (const [index, item] of value.entries()) go(def.element, item, below(at, String(index)));
      return;
    case 'tuple':
      if (isList(value))
        for (const [index, inner] of def.items.entries())
          go(inner, value[index] ?? null, below(at, String(index)));
      return;
    case 'union':
      for (const option of def.options) go(option);
      return;
    case 'intersection':
      go(def.left);
      go(def.right);
      return;
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      go(def.innerType);
      return;
    case 'pipe':
      go(def.in);
      return;
    case 'lazy':
      go(def.getter());
      return;
    default:
  }
};

const below = (at: string, step: string): string => `${at}/${escapeStep(step)}`;

const stepsIn = (pointer: string): string[] => pointer.split('/').slice(1).map(unescapeStep);

export const valueAt = (document: unknown, pointer: string): unknown =>
  stepsIn(pointer).reduce<unknown>((value, step) => {
    if (isList(value)) return value[Number(step)];
    return isObject(value) ? own(value, step) : undefined;
  }, document);

/** The document with other values at these places, where it has some. */
export const withValues = (document: unknown, values: ReadonlyMap<string, unknown>): unknown => {
  let made = document;
  for (const [pointer, value] of values) made = replaced(made, stepsIn(pointer), value);
  return made;
};

const replaced = (given: unknown, [step, ...rest]: readonly string[], value: unknown): unknown => {
  if (step === undefined) return value;
  if (isList(given)) {
    const items = [...given];
    items[Number(step)] = replaced(given[Number(step)], rest, value);
    return items;
  }
  if (!isObject(given)) return given;
  const made: Record<string, unknown> = { ...given };
  made[step] = replaced(own(given, step), rest, value);
  return made;
};

export interface SealedSpot {
  readonly at: string;
  readonly sealed: Sealed;
}

/** What is sealed in a document, whatever its words are today. */
export const sealedIn = (value: unknown, at = ''): SealedSpot[] => {
  if (isSealed(value)) return [{ at, sealed: value }];
  if (isList(value)) return value.flatMap((item, index) => sealedIn(item, `${at}/${index}`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => sealedIn(inner, `${at}/${escapeStep(name)}`));
};

/** As it is shown. */
export const hideSecrets = (document: unknown): unknown =>
  withValues(document, new Map(sealedIn(document).map(({ at, sealed }) => [at, hidden(sealed)])));
