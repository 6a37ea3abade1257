import type { Code } from './code.ts';
import { compileError, type JqError, type Place } from './error.ts';
import type { Definition, Node } from './syntax.ts';
import type { Value } from './value.ts';

/** What a name means at one place of a program; found while compiling, so that nothing is looked up in a run. */

export type Binding = { readonly name: string; readonly outer: Binding | null } & (
  | { readonly kind: 'variable' | 'label'; readonly level: number; readonly slot: number }
  | { readonly kind: 'filter'; readonly level: number; readonly slot: number }
  /** A parameter `$a`, called as the filter `a`. */
  | { readonly kind: 'value-filter'; readonly level: number; readonly slot: number }
  | { readonly kind: 'function'; readonly callee: Callee }
  | { readonly kind: 'constant'; readonly value: Value }
);

export interface Callee {
  readonly definition: Definition;
  /** The level of the frame that its own frames hang on. */
  readonly level: number;
  state: 'new' | 'compiling' | 'done';
  /** What calls of itself may rely on while its body is compiled. */
  single: boolean;
  recursive: boolean;
  body: Code | null;
}

export interface Layout {
  values: number;
}

export interface Scope {
  readonly bindings: Binding | null;
  readonly level: number;
  readonly layout: Layout;
  /** Whether the value of this place is the value of the function around it. */
  readonly tail: boolean;
  readonly unit: Unit;
}

/** One program being compiled. */
export interface Unit {
  readonly source: string;
  /** Shared by the program and its modules. */
  readonly counted: { nodes: number };
  readonly compile: (node: Node, scope: Scope) => Code;
  /** Functions of the library that this program uses. */
  readonly library: Map<string, Callee>;
  /** What it reads of `$ENV`: see env.ts. */
  readonly env: { readonly names: Map<string, Place>; whole: Place | null };
}

/** How many nodes a program may have once it is compiled. */
const maxNodes = 200_000;

export const countNode = (scope: Scope, node: { readonly at: number }): void => {
  const { counted } = scope.unit;
  counted.nodes += 1;
  if (counted.nodes > maxNodes) throw fault(scope, node.at, 'The expression is too large to be compiled');
};

export const fault = (scope: Scope, at: number, message: string): JqError =>
  compileError(scope.unit.source, at, message);

/** Compiles a part whose value is worked on further. */
export const part = (node: Node, scope: Scope): Code =>
  scope.unit.compile(node, scope.tail ? { ...scope, tail: false } : scope);

/** Compiles a part whose value is that of the whole. */
export const last = (node: Node, scope: Scope): Code => scope.unit.compile(node, scope);

export const declare = (scope: Scope, name: string, kind: 'variable' | 'label' = 'variable'): Scope => {
  const slot = scope.layout.values;
  scope.layout.values += 1;
  return { ...scope, bindings: { kind, name, level: scope.level, slot, outer: scope.bindings } };
};

/** A scope whose variables live in a frame of their own. */
export const innerScope = (scope: Scope): Scope => ({
  ...scope,
  level: scope.level + 1,
  layout: { values: 0 },
  tail: false,
});

export interface Seat {
  readonly hops: number;
  readonly slot: number;
}

export const find = (scope: Scope, kind: 'variable' | 'label', name: string): Seat | null => {
  for (let at = scope.bindings; at !== null; at = at.outer) {
    if (at.kind === kind && at.name === name) return { hops: scope.level - at.level, slot: at.slot };
  }
  return null;
};

/** Data that a module has under this name. */
export const findConstant = (scope: Scope, name: string): { readonly value: Value } | null => {
  for (let at = scope.bindings; at !== null; at = at.outer) {
    if (at.name === name && at.kind === 'constant') return at;
    if (at.name === name && at.kind === 'variable') return null;
  }
  return null;
};

export const findCallable = (scope: Scope, name: string, arity: number): Binding | null => {
  for (let at = scope.bindings; at !== null; at = at.outer) {
    if (at.name !== name) continue;
    if (at.kind === 'function' && at.callee.definition.parameters.length === arity) return at;
    if ((at.kind === 'filter' || at.kind === 'value-filter') && arity === 0) return at;
  }
  return null;
};
