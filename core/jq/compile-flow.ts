import { identity } from './compile-access.ts';
import {
  BreakSignal,
  frameAt,
  maybeSingle,
  singleCode,
  streamCode,
  type Code,
  type Frame,
  type Single,
} from './code.ts';
import { isCatchable, type JqError } from './error.ts';
import { spend, spendOnError } from './meter.ts';
import { declare, fault, find, last, part, type Scope } from './scope.ts';
import type { NodeOf } from './syntax.ts';
import { isTrue, type Value } from './value.ts';

export const compilePipe = (node: NodeOf<'pipe'>, scope: Scope): Code => {
  const left = part(node.left, scope);
  const of = left.single;
  // Only after exactly one value nothing is left to do here.
  const right = of === null ? part(node.right, scope) : last(node.right, scope);
  const then = right.single;
  const { stream, paths } = right;
  return maybeSingle(
    of !== null && then !== null ? (input, frame) => then(of(input, frame), frame) : null,
    of !== null
      ? (input, frame, out) => stream(of(input, frame), frame, out)
      : (input, frame, out) => left.stream(input, frame, (value) => stream(value, frame, out)),
    (spot, frame, out) => left.paths(spot, frame, (found) => paths(found, frame, out)),
  );
};

export const compileComma = (node: NodeOf<'comma'>, scope: Scope): Code => {
  const left = part(node.left, scope);
  const right = last(node.right, scope);
  return streamCode(
    (input, frame, out) => {
      spend(frame.machine, 1);
      return left.stream(input, frame, out) || right.stream(input, frame, out);
    },
    (spot, frame, out) => {
      spend(frame.machine, 1);
      return left.paths(spot, frame, out) || right.paths(spot, frame, out);
    },
  );
};

export const compileIf = (node: NodeOf<'if'>, scope: Scope): Code => {
  const condition = part(node.condition, scope);
  const branch = condition.single === null ? part : last;
  const then = branch(node.then, scope);
  const otherwise = node.otherwise === null ? identity : branch(node.otherwise, scope);
  const decide = condition.single;
  return maybeSingle(
    singleIf(decide, then.single, otherwise.single),
    decide === null
      ? (input, frame, out) =>
          condition.stream(input, frame, (value) =>
            (isTrue(value) ? then : otherwise).stream(input, frame, out),
          )
      : (input, frame, out) => (isTrue(decide(input, frame)) ? then : otherwise).stream(input, frame, out),
    (spot, frame, out) =>
      condition.stream(spot.value, frame, (value) =>
        (isTrue(value) ? then : otherwise).paths(spot, frame, out),
      ),
  );
};

const singleIf = (condition: Single | null, then: Single | null, otherwise: Single | null): Single | null => {
  if (condition === null || then === null || otherwise === null) return null;
  return (input, frame) => (isTrue(condition(input, frame)) ? then(input, frame) : otherwise(input, frame));
};

export const compileLogic = (node: NodeOf<'and' | 'or'>, scope: Scope): Code => {
  const left = part(node.left, scope);
  const right = part(node.right, scope);
  const decided = node.kind === 'or';
  const of = left.single;
  const then = right.single;
  return maybeSingle(
    of !== null && then !== null
      ? (input, frame) => (isTrue(of(input, frame)) === decided ? decided : isTrue(then(input, frame)))
      : null,
    (input, frame, out) =>
      left.stream(input, frame, (value) =>
        isTrue(value) === decided ? out(decided) : right.stream(input, frame, (other) => out(isTrue(other))),
      ),
  );
};

/** Runs what may fail. Errors of what follows, in `out`, are not its own and pass. */
export const attempt = <T>(
  frame: Frame,
  [body, out]: readonly [(out: (value: T) => boolean) => boolean, (value: T) => boolean],
  failed: (error: JqError) => boolean,
): boolean => {
  const { depth } = frame.machine;
  let outside = false;
  try {
    return body((value) => {
      outside = true;
      const stop = out(value);
      outside = false;
      return stop;
    });
  } catch (error) {
    if (outside || !isCatchable(error)) throw error;
    frame.machine.depth = depth;
    spendOnError(frame.machine);
    return failed(error);
  }
};

/** `a // b`: what is true of a, errors left out; b when that is nothing. */
export const compileAlternative = (node: NodeOf<'alternative'>, scope: Scope): Code => {
  const left = part(node.left, scope);
  const right = part(node.right, scope);
  const of = left.single;
  const then = right.single;
  return maybeSingle(
    of !== null && then !== null
      ? (input, frame) => {
          const value = valueOrNull(of, input, frame);
          return isTrue(value) ? value : then(input, frame);
        }
      : null,
    (input, frame, out) => {
      let any = false;
      const truths = (emit: (value: Value) => boolean): boolean =>
        left.stream(input, frame, (value) => {
          if (!isTrue(value)) return false;
          any = true;
          return emit(value);
        });
      const stop = attempt(frame, [truths, out], () => false);
      return stop || (!any && right.stream(input, frame, out));
    },
    (spot, frame, out) => {
      let any = false;
      const stop = attempt(
        frame,
        [
          (emit) =>
            left.paths(spot, frame, (found) => {
              if (!isTrue(found.value)) return false;
              any = true;
              return emit(found);
            }),
          out,
        ],
        () => false,
      );
      return stop || (!any && right.paths(spot, frame, out));
    },
  );
};

const valueOrNull = (of: Single, input: Value, frame: Frame): Value => {
  const { depth } = frame.machine;
  try {
    return of(input, frame);
  } catch (error) {
    if (!isCatchable(error)) throw error;
    frame.machine.depth = depth;
    spendOnError(frame.machine);
    return null;
  }
};

export const compileTry = (node: NodeOf<'try'>, scope: Scope): Code => {
  const body = part(node.body, scope);
  const handler = node.handler === null ? null : part(node.handler, scope);
  const of = body.single;
  const caught = handler?.single ?? null;
  return maybeSingle(
    of !== null && caught !== null ? singleTry(of, caught) : null,
    (input, frame, out) =>
      attempt(frame, [(emit) => body.stream(input, frame, emit), out], ({ value }) =>
        handler === null ? false : handler.stream(value, frame, out),
      ),
    (spot, frame, out) =>
      attempt(frame, [(emit) => body.paths(spot, frame, emit), out], ({ value }) =>
        handler === null ? false : handler.paths({ path: null, value }, frame, out),
      ),
  );
};

const singleTry =
  (of: Single, caught: Single): Single =>
  (input, frame) => {
    const { depth } = frame.machine;
    try {
      return of(input, frame);
    } catch (error) {
      if (!isCatchable(error)) throw error;
      frame.machine.depth = depth;
      spendOnError(frame.machine);
      return caught(error.value, frame);
    }
  };

export const compileLabel = ({ name, body: node }: NodeOf<'label'>, scope: Scope): Code => {
  const inner = declare(scope, name, 'label');
  const seat = find(inner, 'label', name);
  const body = part(node, inner);
  const slot = seat?.slot ?? 0;
  const labelled = (frame: Frame, run: () => boolean): boolean => {
    const { machine } = frame;
    const { depth } = machine;
    machine.labels += 1;
    const label = machine.labels;
    const before = frame.values[slot] ?? null;
    frame.values[slot] = label;
    try {
      return run();
    } catch (error) {
      if (!(error instanceof BreakSignal) || error.label !== label) throw error;
      machine.depth = depth;
      return false;
    } finally {
      frame.values[slot] = before;
    }
  };
  return streamCode(
    (input, frame, out) => labelled(frame, () => body.stream(input, frame, out)),
    (spot, frame, out) => labelled(frame, () => body.paths(spot, frame, out)),
  );
};

export const compileBreak = ({ name, at }: NodeOf<'break'>, scope: Scope): Code => {
  const seat = find(scope, 'label', name);
  if (seat === null) throw fault(scope, at, `The label $${name} is not defined here`);
  const { hops, slot } = seat;
  return singleCode((_input, frame) => {
    const { signal } = frame.machine;
    signal.label = Number(frameAt(frame, hops).values[slot]);
    throw signal;
  });
};
