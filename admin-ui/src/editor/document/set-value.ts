import type { Changed } from '../flow-editor.ts';
import { editFlow, refuse } from './edit-flow.ts';
import type { FlowText } from './flow-text.ts';
import { withName, withoutValue, withValue, valueAt } from './plain-edit.ts';
import { isWithin, parentOf, pointerTo, stepsOf } from './pointer.ts';
import { sameData } from './same-data.ts';
import { isFields } from './shape-of.ts';

/** A value at a place: what is around it is made where it is not there yet. Undefined takes it away. */
export const setValue = (flow: FlowText, pointer: string, value: unknown): Changed =>
  setValues(flow, [{ pointer, value }]);

export interface ValueAt {
  readonly pointer: string;
  /** Undefined takes it away. */
  readonly value: unknown;
}

/** Several at once, one after the other. */
export const setValues = (flow: FlowText, values: readonly ValueAt[]): Changed => {
  let next: unknown = flow.plain ?? {};
  for (const { pointer, value } of values) {
    if (value !== undefined && sameData(valueAt(next, pointer), value)) continue;
    // Plain data of its own: what is put there is nowhere else.
    next =
      value === undefined ? withoutValue(next, pointer) : withValue(next, pointer, structuredClone(value));
    if (next === undefined)
      return refuse(flow, { key: 'editor.document.inTheWay', values: { place: pointer } });
  }
  return editFlow(flow, [
    () => (next === flow.plain || flow.plain !== null ? next : sameData(next, {}) ? null : next),
  ]);
};

/** Takes a value away, and what has nothing in it any more then, as far as `upTo`, which stays. */
export const removeValue = (flow: FlowText, pointer: string, upTo = parentOf(pointer)): Changed => {
  let next = withoutValue(flow.plain, pointer);
  for (let around = parentOf(pointer); around !== upTo && isWithin(around, upTo); around = parentOf(around)) {
    const left = valueAt(next, around);
    if (typeof left !== 'object' || left === null || Object.keys(left).length > 0) break;
    next = withoutValue(next, around);
  }
  return editFlow(flow, [() => next]);
};

/** Another name for a field, where it stands. */
export const renameKey = (flow: FlowText, pointer: string, name: string): Changed => {
  const around = parentOf(pointer);
  const fields = valueAt(flow.plain, around);
  const from = stepsOf(pointer).at(-1) ?? '';
  if (!isFields(fields) || !Object.hasOwn(fields, from) || from === name) return { text: flow.text };
  if (Object.hasOwn(fields, name))
    return refuse(flow, { key: 'editor.document.fieldTaken', values: { name } });
  const chosen = [pointerTo(around, name)];
  return editFlow(flow, [() => withValue(flow.plain, around, withName(fields, from, name))], { chosen });
};
