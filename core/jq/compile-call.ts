import { compileBuiltin } from './builtins/find.ts';
import {
  frameAt,
  innerFrame,
  maybeSingle,
  noClosures,
  singleCode,
  streamCode,
  tailCall,
  type Closure,
  type Code,
  type Frame,
  type Out,
  type Single,
  type Stream,
} from './code.ts';
import { isEnv, noteWhole } from './env.ts';
import { enter, spend } from './meter.ts';
import {
  declare,
  findCallable,
  innerScope,
  last,
  part,
  type Binding,
  type Callee,
  type Scope,
} from './scope.ts';
import type { Definition, Node, NodeOf } from './syntax.ts';
import type { Value } from './value.ts';

export const compileDefine = ({ definition, body }: NodeOf<'define'>, scope: Scope): Code =>
  last(body, define(scope, definition));

/** The scope in which the function can be called: by what comes after it, and by itself. */
export const define = (scope: Scope, definition: Definition): Scope => {
  const callee = newCallee(definition, scope);
  const inner: Scope = {
    ...scope,
    bindings: { kind: 'function', name: definition.name, callee, outer: scope.bindings },
  };
  compileBody(callee, inner);
  return inner;
};

const newCallee = (definition: Definition, scope: Scope): Callee => ({
  definition,
  level: scope.level,
  state: 'new',
  single: true,
  recursive: false,
  body: null,
});

/**
 * A body that calls itself is first compiled as if it gave exactly one value. Where that turns out wrong, it is
 * compiled again without that hope.
 */
const compileBody = (callee: Callee, scope: Scope): void => {
  callee.state = 'compiling';
  const { definition } = callee;
  const compileOnce = (): Code => {
    const inner = innerScope(scope);
    return last(definition.body, { ...withParameters(definition, inner), tail: true });
  };
  callee.body = compileOnce();
  if (callee.body.single === null) {
    callee.single = false;
    if (callee.recursive) callee.body = compileOnce();
  }
  callee.state = 'done';
};

/** Values and filters each have their own places in a frame, counted in the order of the parameters. */
const withParameters = ({ parameters }: Definition, scope: Scope): Scope => {
  let inner = scope;
  let filters = 0;
  for (const { name, isValue } of parameters) {
    if (isValue) {
      const slot = inner.layout.values;
      inner = declare(inner, name);
      const binding: Binding = {
        kind: 'value-filter',
        name,
        level: scope.level,
        slot,
        outer: inner.bindings,
      };
      inner = { ...inner, bindings: binding };
    } else {
      const binding: Binding = {
        kind: 'filter',
        name,
        level: scope.level,
        slot: filters,
        outer: inner.bindings,
      };
      inner = { ...inner, bindings: binding };
      filters += 1;
    }
  }
  return inner;
};

export const compileCall = (node: NodeOf<'call'>, scope: Scope): Code => {
  const { name, args } = node;
  const binding = findCallable(scope, name, args.length);
  switch (binding?.kind) {
    case 'function':
      return callFunction(binding.callee, args, scope);
    case 'filter':
      return callFilter(scope.level - binding.level, binding.slot);
    case 'value-filter': {
      const hops = scope.level - binding.level;
      const { slot } = binding;
      return singleCode((_input, frame) => frameAt(frame, hops).values[slot] ?? null);
    }
    default:
      if (isEnv(node, scope)) noteWhole(scope, node);
      return compileBuiltin(node, scope, callLibrary);
  }
};

const callFilter = (hops: number, slot: number): Code => {
  const closureOf = (frame: Frame): Closure | undefined => frameAt(frame, hops).closures[slot];
  return streamCode(
    (input, frame, out) => {
      const closure = closureOf(frame);
      if (closure === undefined) return false;
      enter(frame.machine);
      const stop = closure.code.stream(input, innerFrame(closure.frame), out);
      frame.machine.depth -= 1;
      return stop;
    },
    (spot, frame, out) => {
      const closure = closureOf(frame);
      if (closure === undefined) return false;
      enter(frame.machine);
      const stop = closure.code.paths(spot, innerFrame(closure.frame), out);
      frame.machine.depth -= 1;
      return stop;
    },
  );
};

/** A function of the library, compiled when it is first called. Its definitions see each other only. */
const callLibrary = (definition: Definition, args: readonly Node[], scope: Scope): Code => {
  const { library } = scope.unit;
  const key = `${definition.name}/${definition.parameters.length}`;
  const root: Scope = { bindings: null, level: 0, layout: { values: 0 }, tail: false, unit: scope.unit };
  const known = library.get(key);
  const callee = known ?? newCallee(definition, root);
  if (known === undefined) {
    library.set(key, callee);
    compileBody(callee, {
      ...root,
      bindings: { kind: 'function', name: definition.name, callee, outer: null },
    });
  }
  return callFunction(callee, args, scope);
};

interface Arguments {
  readonly values: readonly Code[];
  readonly filters: readonly Code[];
}

const compileArguments = (callee: Callee, args: readonly Node[], scope: Scope): Arguments => {
  const values: Code[] = [];
  const filters: Code[] = [];
  callee.definition.parameters.forEach(({ isValue }, at) => {
    const arg = args[at];
    if (arg === undefined) return;
    if (isValue) values.push(part(arg, scope));
    else filters.push(part(arg, innerScope(scope)));
  });
  return { values, filters };
};

const callFunction = (callee: Callee, args: readonly Node[], scope: Scope): Code => {
  if (callee.state === 'compiling') callee.recursive = true;
  const hops = scope.level - callee.level;
  const { values, filters } = compileArguments(callee, args, scope);
  const open = (frame: Frame, given: Value[]): Frame => ({
    machine: frame.machine,
    parent: frameAt(frame, hops),
    values: given,
    closures: filters.length === 0 ? noClosures : filters.map((code) => ({ code, frame })),
  });
  const singles = values.flatMap(({ single }) => single ?? []);
  const isSimple = singles.length === values.length;
  const openSingle = (input: Value, frame: Frame): Frame =>
    open(frame, singles.length === 0 ? [] : singles.map((single) => single(input, frame)));
  const stream: Stream = (input, frame, out) =>
    eachFrame(values, [input, frame], (given) => runStream(callee, [input, open(frame, given)], out));
  const simpleStream: Stream = scope.tail
    ? (input, frame, out) => {
        const body = callee.body?.stream ?? nothing;
        frame.machine.pendingStream = { body, input, frame: openSingle(input, frame), out };
        return false;
      }
    : (input, frame, out) => runStream(callee, [input, openSingle(input, frame)], out);
  const paths: Code['paths'] = (spot, frame, out) =>
    eachFrame(values, [spot.value, frame], (given) => {
      enter(frame.machine);
      const stop = callee.body?.paths(spot, open(frame, given), out) ?? false;
      frame.machine.depth -= 1;
      return stop;
    });
  const single = isSimple && callee.single ? callSingle(callee, openSingle, scope.tail) : null;
  return maybeSingle(single, isSimple ? simpleStream : stream, paths);
};

const nothing: Stream = () => false;

/** Runs a body, and then the calls that it left to be made from here. */
const runStream = (callee: Callee, [input, frame]: readonly [Value, Frame], out: Out): boolean => {
  const { machine } = frame;
  enter(machine);
  let stop = (callee.body?.stream ?? nothing)(input, frame, out);
  while (!stop && machine.pendingStream !== null) {
    const { pendingStream } = machine;
    machine.pendingStream = null;
    spend(machine, 1);
    stop = pendingStream.body(pendingStream.input, pendingStream.frame, pendingStream.out);
  }
  machine.depth -= 1;
  return stop;
};

/** Parameters `$a` multiply: the first one is outermost. */
const eachFrame = (
  values: readonly Code[],
  [input, frame]: readonly [Value, Frame],
  then: (given: Value[]) => boolean,
): boolean => {
  const choose = (at: number, given: readonly Value[]): boolean => {
    const code = values[at];
    if (code === undefined) return then([...given]);
    return code.stream(input, frame, (value) => choose(at + 1, [...given, value]));
  };
  return choose(0, []);
};

const missing: Single = () => null;

const callSingle = (callee: Callee, open: (input: Value, frame: Frame) => Frame, isTail: boolean): Single => {
  if (isTail) {
    return (input, frame) => {
      frame.machine.pending = { body: callee.body?.single ?? missing, input, frame: open(input, frame) };
      return tailCall;
    };
  }
  return (input, frame) => {
    const { machine } = frame;
    enter(machine);
    let value = (callee.body?.single ?? missing)(input, open(input, frame));
    while (value === tailCall && machine.pending !== null) {
      const { pending } = machine;
      machine.pending = null;
      spend(machine, 1);
      value = pending.body(pending.input, pending.frame);
    }
    machine.depth -= 1;
    return value;
  };
};
