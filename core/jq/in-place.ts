import { add } from './arithmetic.ts';
import type { Frame } from './code.ts';
import { compileOwnedAssign } from './compile-assign.ts';
import { madeArray, madeObject } from './meter.ts';
import { part, type Scope } from './scope.ts';
import type { Node, NodeOf } from './syntax.ts';
import { isArray, isObject, property, put, type Value } from './value.ts';

/**
 * `reduce … as $x ({}; .[$x.id] = $x)` copies its state at each step, which makes it slow in the square of the steps.
 * Where it can be seen that nothing but the next step sees the state, the copy of the first step is changed in place.
 */
export type InPlace = (state: Value, frame: Frame, owned: Set<Value>) => Value;

export const compileInPlace = (node: Node, scope: Scope): InPlace | null => {
  if (node.kind === 'pipe') {
    const left = compileInPlace(node.left, scope);
    const right = left === null ? null : compileInPlace(node.right, scope);
    if (left === null || right === null) return null;
    return (state, frame, owned) => right(left(state, frame, owned), frame, owned);
  }
  if (node.kind === 'assign') {
    return node.operator === '|=' || isDetached(node.right) ? compileOwnedAssign(node, scope) : null;
  }
  return node.kind === 'binary' &&
    node.operator === '+' &&
    node.left.kind === 'identity' &&
    isDetached(node.right)
    ? compileAppend(node, scope)
    : null;
};

/** Whether what it gives cannot be, or hold, the input: made of variables, constants and texts. */
const isDetached = (node: Node): boolean => {
  switch (node.kind) {
    case 'literal':
    case 'variable':
    case 'text':
    case 'format':
    case 'and':
    case 'or':
    case 'negate':
      return true;
    case 'index':
    case 'slice':
      return isDetached(node.base);
    case 'binary':
      return isDetached(node.left) && isDetached(node.right);
    case 'array':
      return node.of === null || isDetached(node.of);
    case 'comma':
    case 'alternative':
      return isDetached(node.left) && isDetached(node.right);
    case 'pipe':
      // What stands right of a pipe sees only what comes out of the left.
      return isDetached(node.left);
    case 'object':
      return node.entries.every(({ key, value }) => isDetached(key) && isDetached(value));
    default:
      return false;
  }
};

const compileAppend = (node: NodeOf<'binary'>, scope: Scope): InPlace | null => {
  const { single } = part(node.right, scope);
  if (single === null) return null;
  return (state, frame, owned) => {
    const more = single(state, frame);
    if (owned.has(state) && appendTo(state, more, frame)) return state;
    const sum = add(state, more, frame.machine);
    if (sum !== state && sum !== more && typeof sum === 'object') owned.add(sum);
    return sum;
  };
};

const appendTo = (state: Value, more: Value, { machine }: Frame): boolean => {
  if (isArray(state) && isArray(more)) {
    madeArray(machine, more.length);
    const items = state as Value[];
    for (const item of more) items.push(item);
    return true;
  }
  if (!isObject(state) || !isObject(more)) return false;
  const keys = Object.keys(more);
  madeObject(machine, keys.length);
  for (const key of keys) put(state, key, property(more, key));
  return true;
};
