import { descend } from '../compile-access.ts';
import {
  eachChoice,
  maybeSingle,
  singleCode,
  streamCode,
  type Code,
  type Frame,
  type Out,
  type Single,
  type Stream,
} from '../code.ts';
import { JqError } from '../error.ts';
import { iterable } from './values.ts';
import { named } from '../json.ts';
import { enter, spend } from '../meter.ts';
import { isTrue, type Value } from '../value.ts';
import { arg, reentrant, type Special } from './special.ts';

/** Builtins about how many values come, and when they stop. */

/** Takes what runs and where its values go, for values as well as for spots on paths. */
type Gate = <T>(run: (out: (item: T) => boolean) => boolean, out: (item: T) => boolean) => boolean;

const firstGate: Gate = (run, out) => {
  let taken = false;
  let stop = false;
  const stopped = run((item) => {
    taken = true;
    stop = out(item);
    return true;
  });
  return taken ? stop : stopped;
};

const lastGate: Gate = <T>(run: (out: (item: T) => boolean) => boolean, out: (item: T) => boolean) => {
  const found: T[] = [];
  const stopped = run((item) => {
    found[0] = item;
    return false;
  });
  const [item] = found;
  return stopped || (found.length > 0 && item !== undefined && out(item));
};

const limitGate =
  (most: number): Gate =>
  (run, out) => {
    if (most <= 0) return false;
    let count = 0;
    let stop = false;
    const stopped = run((item) => {
      count += 1;
      stop = out(item);
      return stop || count >= most;
    });
    return count >= most ? stop : stopped;
  };

const skipGate =
  (least: number): Gate =>
  (run, out) => {
    let count = 0;
    return run((item) => {
      count += 1;
      return count > least && out(item);
    });
  };

const gated = (code: Code, gate: Gate): Code =>
  streamCode(
    (input, frame, out) => gate((emit: Out) => code.stream(input, frame, emit), out),
    (spot, frame, out) => gate((emit) => code.paths(spot, frame, emit), out),
  );

const first: Special = (args, scope) => {
  const code = arg(args, 0, scope);
  return code.single === null ? gated(code, firstGate) : code;
};

const last: Special = (args, scope) => {
  const code = arg(args, 0, scope);
  return code.single === null ? gated(code, lastGate) : code;
};

const counted =
  (name: string, gateOf: (count: number) => Gate): Special =>
  (args, scope) => {
    const count = arg(args, 0, scope);
    const code = arg(args, 1, scope);
    const gate = (value: Value): Gate => {
      if (typeof value !== 'number') throw new JqError(`${name} needs a number, not ${named(value)}`);
      if (value < 0) throw new JqError(`${name} doesn't support negative count`);
      return gateOf(value);
    };
    return streamCode(
      (input, frame, out) =>
        count.stream(input, frame, (most) => gate(most)((emit: Out) => code.stream(input, frame, emit), out)),
      (spot, frame, out) =>
        count.stream(spot.value, frame, (most) => gate(most)((emit) => code.paths(spot, frame, emit), out)),
    );
  };

const numberOf = (value: Value): number => {
  if (typeof value === 'number') return value;
  throw new JqError('Range bounds must be numeric');
};

const count = (frame: Frame, [from, to, by]: readonly [number, number, number], out: Out): boolean => {
  const { machine } = frame;
  if (by > 0) {
    for (let at = from; at < to; at += by) {
      spend(machine, 1);
      if (out(at)) return true;
    }
  } else if (by < 0) {
    for (let at = from; at > to; at += by) {
      spend(machine, 1);
      if (out(at)) return true;
    }
  }
  return false;
};

/** The start varies slowest, and the step fastest. */
const range: Special = (args, scope) => {
  const codes = args.map((_, at) => arg(args, at, scope)).reverse();
  return streamCode((input, frame, out) =>
    eachChoice(codes, [input, frame], (chosen) => {
      const [from = 0, to = 0, by = 1] = chosen.toReversed().map(numberOf);
      return count(frame, codes.length === 1 ? [0, from, 1] : [from, to, by], out);
    }),
  );
};

/** True when there is a first value; stops there. */
const hasAny = (code: Code, input: Value, frame: Frame): boolean => {
  if (code.single !== null) {
    code.single(input, frame);
    return true;
  }
  let found = false;
  code.stream(input, frame, () => {
    found = true;
    return true;
  });
  return found;
};

const isEmpty: Special = (args, scope) => {
  const code = arg(args, 0, scope);
  return singleCode((input, frame) => !hasAny(code, input, frame));
};

/** Whether the condition is as sought for one of the values: `any` seeks true, `all` false. */
const seek =
  (sought: boolean): Special =>
  (args, scope) => {
    const source = args.length === 2 ? arg(args, 0, scope) : null;
    const condition = arg(args, args.length - 1, scope);
    const test = condition.single;
    return singleCode((input, frame) => {
      let found = false;
      const judge = (value: Value): boolean => {
        if (isTrue(value) === sought) found = true;
        return found;
      };
      const look: Out = (item) =>
        test === null ? condition.stream(item, frame, judge) : judge(test(item, frame));
      if (source !== null) source.stream(input, frame, look);
      else eachItem(input, frame, look);
      return found === sought;
    });
  };

const eachItem = (input: Value, frame: Frame, out: Out): boolean => {
  for (const item of iterable(input)) {
    spend(frame.machine, 1);
    if (out(item ?? null)) return true;
  }
  return false;
};

/** `recurse(f)`. With an f of one value it is a loop that never ends by itself, and needs no stack. */
const recurse: Special = (args, scope) => {
  if (args.length === 0) return descend;
  const next = reentrant(args, 0, scope);
  const condition = args.length === 2 ? reentrant(args, 1, scope) : null;
  const visit = (value: Value, frame: Frame, out: Out): boolean => {
    spend(frame.machine, 1);
    if (out(value)) return true;
    enter(frame.machine);
    const stop = next.stream(value, frame, (child) =>
      condition === null
        ? visit(child, frame, out)
        : condition.stream(child, frame, (ok) => isTrue(ok) && visit(child, frame, out)),
    );
    frame.machine.depth -= 1;
    return stop;
  };
  const { single } = next;
  const ok = condition === null ? () => true : condition.single;
  return streamCode(single === null || ok === null ? visit : chase(single, ok));
};

const chase =
  (next: Single, condition: Single): Stream =>
  (input, frame, out) => {
    if (out(input)) return true;
    for (let value = next(input, frame); isTrue(condition(value, frame)); value = next(value, frame)) {
      spend(frame.machine, 1);
      if (out(value)) return true;
    }
    return false;
  };

/** `while`: the values as long as the condition holds. */
const whileTrue: Special = (args, scope) => {
  const condition = reentrant(args, 0, scope);
  const next = reentrant(args, 1, scope);
  const visit: Stream = (input, frame, out) => {
    enter(frame.machine);
    const stop = condition.stream(input, frame, (ok) => {
      if (!isTrue(ok)) return false;
      return out(input) || next.stream(input, frame, (value) => visit(value, frame, out));
    });
    frame.machine.depth -= 1;
    return stop;
  };
  const ok = condition.single;
  const step = next.single;
  if (ok === null || step === null) return streamCode(visit);
  return streamCode((input, frame, out) => {
    for (let value = input; isTrue(ok(value, frame)); value = step(value, frame)) {
      spend(frame.machine, 1);
      if (out(value)) return true;
    }
    return false;
  });
};

/** `until`: the first value for which the condition holds. */
const until: Special = (args, scope) => {
  const condition = reentrant(args, 0, scope);
  const next = reentrant(args, 1, scope);
  const visit: Stream = (input, frame, out) => {
    enter(frame.machine);
    const stop = condition.stream(input, frame, (ok) =>
      isTrue(ok) ? out(input) : next.stream(input, frame, (value) => visit(value, frame, out)),
    );
    frame.machine.depth -= 1;
    return stop;
  };
  const ok = condition.single;
  const step = next.single;
  if (ok === null || step === null) return maybeSingle(null, visit);
  return singleCode((input, frame) => {
    let value = input;
    for (; !isTrue(ok(value, frame)); value = step(value, frame)) spend(frame.machine, 1);
    return value;
  });
};

/** `repeat(f)`: the values of f on the input, again and again. */
const repeat: Special = (args, scope) => {
  const code = arg(args, 0, scope);
  return streamCode((input, frame, out) => {
    for (;;) {
      spend(frame.machine, 1);
      if (code.stream(input, frame, out)) return true;
    }
  });
};

const empty: Special = () =>
  streamCode(
    () => false,
    () => false,
  );

export const streams: Readonly<Record<string, Special>> = {
  'empty/0': empty,
  'first/1': first,
  'last/1': last,
  'limit/2': counted('limit', limitGate),
  'skip/2': counted('skip', skipGate),
  'range/1': range,
  'range/2': range,
  'range/3': range,
  'isempty/1': isEmpty,
  'any/1': seek(true),
  'any/2': seek(true),
  'all/1': seek(false),
  'all/2': seek(false),
  'recurse/0': recurse,
  'recurse/1': recurse,
  'recurse/2': recurse,
  'while/2': whileTrue,
  'until/2': until,
  'repeat/1': repeat,
};

/** Those whose paths the library tells. */
export const pathsByLibrary = new Set(['recurse/1', 'recurse/2', 'while/2', 'until/2', 'repeat/1']);
