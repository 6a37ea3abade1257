import { newMachine, rootFrame, type Code, type Frame } from './code.ts';
import { compileNode } from './compile-node.ts';
import type { EnvUse } from './env.ts';
import { compileError, JqError, limitError } from './error.ts';
import { madeArray, spend, type Limits } from './meter.ts';
import { importInto, type Modules } from './modules.ts';
import { parse } from './parser.ts';
import { declare, type Scope, type Unit } from './scope.ts';
import type { Value } from './value.ts';

export interface CompileOptions {
  /** Names that the program may use as `$name`, with or without the sign. */
  readonly variables?: readonly string[];
  /** What `import` and `include` find, by name. */
  readonly modules?: Modules;
}

export type Variables = Readonly<Record<string, Value>>;

export interface Program {
  /** The first value, or undefined when there is none. Values after it are not worked out. */
  readonly first: (input: Value, variables?: Variables, limits?: Limits) => Value | undefined;
  readonly all: (input: Value, variables?: Variables, limits?: Limits) => readonly Value[];
  readonly env: EnvUse;
}

/** Compiles once, to closures; a program may run any number of times. What is wrong is a JqError with its place. */
export const compile = (source: string, { variables = [], modules = {} }: CompileOptions = {}): Program => {
  const names = variables.map((name) => (name.startsWith('$') ? name.slice(1) : name));
  const { code, env } = compileGuarded(source, names, modules);
  const frameFor = (given: Variables, limits: Limits): Frame =>
    rootFrame(
      newMachine(limits),
      names.map((name) => variable(given, name)),
    );
  return {
    env,
    first: (input, given = {}, limits = {}) => {
      const frame = frameFor(given, limits);
      return guarded(() => firstValue(code, input, frame));
    },
    all: (input, given = {}, limits = {}) => {
      const frame = frameFor(given, limits);
      return guarded(() => allValues(code, input, frame));
    },
  };
};

interface Compiled {
  readonly code: Code;
  readonly env: EnvUse;
}

/** Each form of nesting has its limit, but together they can be deeper than the stack. */
const compileGuarded = (source: string, names: readonly string[], modules: Modules): Compiled => {
  try {
    return compileSource(source, names, modules);
  } catch (error) {
    if (error instanceof RangeError) throw compileError(source, 0, 'The expression is nested too deeply');
    throw error;
  }
};

const compileSource = (source: string, names: readonly string[], modules: Modules): Compiled => {
  const env: Unit['env'] = { names: new Map(), whole: null };
  const unit: Unit = { source, counted: { nodes: 0 }, compile: compileNode, library: new Map(), env };
  let scope: Scope = { bindings: null, level: 0, layout: { values: 0 }, tail: false, unit };
  for (const name of names) scope = declare(scope, name);
  const { imports, body } = parse(source);
  return { code: compileNode(body, importInto(scope, imports, { modules, inside: [] })), env };
};

const variable = (given: Variables, name: string): Value => {
  if (Object.hasOwn(given, name)) return given[name] ?? null;
  const signed = `$${name}`;
  return Object.hasOwn(given, signed) ? (given[signed] ?? null) : null;
};

const firstValue = (code: Code, input: Value, frame: Frame): Value | undefined => {
  if (code.single !== null) return code.single(input, frame);
  let found: Value | undefined;
  code.stream(input, frame, (value) => {
    found = value;
    return true;
  });
  return found;
};

const allValues = (code: Code, input: Value, frame: Frame): readonly Value[] => {
  const found: Value[] = [];
  code.stream(input, frame, (value) => {
    spend(frame.machine, 1);
    found.push(value);
    return false;
  });
  madeArray(frame.machine, found.length);
  return found;
};

/**
 * Depth is counted, but how much stack a call takes depends on the program and on who called it. Where the stack
 * ends before the count does, that is the same failure.
 */
const guarded = <T>(run: () => T): T => {
  try {
    return run();
  } catch (error) {
    if (error instanceof JqError) throw error;
    if (error instanceof RangeError) {
      throw limitError(`The expression is too deep: it calls itself, or its values are nested, too often`);
    }
    throw error;
  }
};
