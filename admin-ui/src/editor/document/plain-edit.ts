import { placeField } from './field-order.ts';
import { putField } from './plain-tree.ts';
import { stepsOf } from './pointer.ts';
import { isFields } from './shape-of.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Documents as plain data, changed: a new one is given, of the objects of the one before where nothing is different. */

export const valueAt = (document: unknown, pointer: string): unknown => {
  let found = document;
  for (const step of stepsOf(pointer)) {
    if (Array.isArray(found)) found = (found as readonly unknown[])[Number(step)];
    else found = isFields(found) && Object.hasOwn(found, step) ? found[step] : undefined;
  }
  return found;
};

/** Undefined where something else than a list or a map is in the way. */
export const withValue = (document: unknown, pointer: string, value: unknown): unknown =>
  put(document, stepsOf(pointer), { value, pointer });

interface Wish {
  readonly value: unknown;
  /** Of what is changed. */
  readonly pointer: string;
}

const put = (into: unknown, steps: readonly string[], wish: Wish): unknown => {
  const [step, ...more] = steps;
  if (step === undefined) return wish.value;
  if (Array.isArray(into) || ((into === undefined || into === null) && isIndex(step, wish))) {
    const list: readonly unknown[] = Array.isArray(into) ? into : [];
    const at = step === '-' ? list.length : Number(step);
    if (!(at >= 0 && at <= list.length)) return undefined;
    const inside = put(list[at], more, wish);
    return inside === undefined
      ? undefined
      : list[at] === inside && at < list.length
        ? list
        : list.toSpliced(at, 1, inside);
  }
  if (into !== undefined && into !== null && !isFields(into)) return undefined;
  const fields: Fields = into ?? {};
  const old = Object.hasOwn(fields, step) ? fields[step] : undefined;
  const inside = put(old, more, wish);
  if (inside === undefined) return undefined;
  if (inside === old && Object.hasOwn(fields, step)) return fields;
  if (Object.hasOwn(fields, step)) return replaced(fields, step, inside);
  return placeField(fields, step, inside);
};

/** Where nothing is yet, a number makes a list. */
const isIndex = (step: string, { value, pointer }: Wish): boolean =>
  value !== undefined && pointer !== '' && (step === '0' || step === '-');

const replaced = (fields: Fields, name: string, value: unknown): Fields => {
  const made: Record<string, unknown> = {};
  for (const [one, old] of Object.entries(fields)) putField(made, one, one === name ? value : old);
  return made;
};

export const withoutValue = (document: unknown, pointer: string): unknown => {
  const steps = stepsOf(pointer);
  const last = steps.pop();
  if (last === undefined) return {};
  const around = pointer.slice(0, pointer.lastIndexOf('/'));
  const parent = valueAt(document, around);
  if (Array.isArray(parent)) {
    const at = Number(last);
    return at < parent.length ? withValue(document, around, parent.toSpliced(at, 1)) : document;
  }
  if (!isFields(parent) || !Object.hasOwn(parent, last)) return document;
  return withValue(document, around, withoutField(parent, last));
};

export const withoutField = (fields: Fields, name: string): Fields => {
  const made: Record<string, unknown> = {};
  for (const [one, value] of Object.entries(fields)) if (one !== name) putField(made, one, value);
  return made;
};

/** The same field at the same place under another name. */
export const withName = (fields: Fields, from: string, to: string): Fields => {
  const made: Record<string, unknown> = {};
  for (const [one, value] of Object.entries(fields)) putField(made, one === from ? to : one, value);
  return made;
};
