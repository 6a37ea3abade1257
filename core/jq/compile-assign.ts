import { add, divide, multiply, remainder, subtract, type Operation } from './arithmetic.ts';
import { firstOf, maybeSingle, singleCode, type Code, type Frame } from './code.ts';
import { spend } from './meter.ts';
import { deletePaths, getPath, invalidPath, keysOf, root, setPath, type Path } from './paths.ts';
import { part, type Scope } from './scope.ts';
import type { Assignment, NodeOf } from './syntax.ts';
import { isTrue, type Value } from './value.ts';

const operations: Readonly<Record<Exclude<Assignment, '=' | '|='>, Operation>> = {
  '+=': add,
  '-=': subtract,
  '*=': multiply,
  '/=': divide,
  '%=': remainder,
  '//=': (a, b) => (isTrue(a) ? a : b),
};

/** What an assignment does to one place, for each value of its right side. */
interface Assigning {
  readonly target: Code;
  readonly given: Code;
  readonly change: Operation | null;
}

const assigning = (node: NodeOf<'assign'>, scope: Scope): Assigning => ({
  target: part(node.left, scope),
  given: part(node.right, scope),
  change: node.operator === '=' || node.operator === '|=' ? null : operations[node.operator],
});

export const compileAssign = (node: NodeOf<'assign'>, scope: Scope): Code => {
  const { target, given, change } = assigning(node, scope);
  if (node.operator === '|=') {
    return singleCode((input, frame) =>
      update(input, pathsOf(target, input, frame), { change: updater(given, frame), frame }),
    );
  }
  const assign = (input: Value, value: Value, frame: Frame): Value =>
    update(input, pathsOf(target, input, frame), { change: setter(change, value, frame), frame });
  const { single } = given;
  return maybeSingle(
    single === null ? null : (input, frame) => assign(input, single(input, frame), frame),
    (input, frame, out) => given.stream(input, frame, (value) => out(assign(input, value, frame))),
  );
};

const updater =
  (given: Code, frame: Frame) =>
  (value: Value): Value | undefined =>
    firstOf(given, value, frame);

const setter =
  (change: Operation | null, value: Value, frame: Frame) =>
  (old: Value): Value =>
    change === null ? value : change(old, value, frame.machine);

/** The assignment as a step that changes what earlier steps made. Null when its right side gives many values. */
export const compileOwnedAssign = (
  node: NodeOf<'assign'>,
  scope: Scope,
): ((state: Value, frame: Frame, owned: Set<Value>) => Value) | null => {
  const { target, given, change } = assigning(node, scope);
  const { single } = given;
  if (node.operator === '|=') {
    return (state, frame, owned) =>
      update(state, pathsOf(target, state, frame), { change: updater(given, frame), frame, owned });
  }
  if (single === null) return null;
  return (state, frame, owned) => {
    const value = single(state, frame);
    return update(state, pathsOf(target, state, frame), {
      change: setter(change, value, frame),
      frame,
      owned,
    });
  };
};

/** All paths that an expression leads to, found before anything is changed. */
export const pathsOf = (code: Code, input: Value, frame: Frame): readonly Path[] => {
  const paths: Path[] = [];
  code.paths({ path: root, value: input }, frame, ({ path, value }) => {
    spend(frame.machine, 1);
    if (path === null) throw invalidPath(value);
    paths.push(path);
    return false;
  });
  return paths;
};

interface Change {
  /** No value: the place is deleted afterwards. */
  readonly change: (value: Value) => Value | undefined;
  readonly frame: Frame;
  /** What was made here, and nobody else has seen: it may be changed in place. */
  readonly owned?: Set<Value>;
}

const update = (
  input: Value,
  paths: readonly Path[],
  { change, frame: { machine }, owned = new Set() }: Change,
): Value => {
  let result = input;
  const gone: Value[] = [];
  for (const path of paths) {
    const keys = keysOf(path, machine);
    const old = getPath(result, keys, machine);
    // What the change sees may become part of what it makes: it is not changed in place any more.
    if (owned.has(old) || keys.some((key) => typeof key === 'object')) owned.clear();
    const next = change(old);
    if (next === undefined) gone.push(keys);
    else result = setPath(result, keys, [next, machine, owned]);
  }
  return gone.length === 0 ? result : deletePaths(result, gone, machine);
};
