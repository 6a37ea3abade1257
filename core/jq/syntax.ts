import type { Arithmetic, Comparison } from './arithmetic.ts';
import type { Value } from './value.ts';

/** A program as it was written. `at` is the offset in the source that errors point to. */
export type Node = { readonly at: number } & (
  | { readonly kind: 'identity' }
  | { readonly kind: 'descend' }
  | { readonly kind: 'literal'; readonly value: Value }
  | { readonly kind: 'text'; readonly format: string | null; readonly parts: readonly (string | Node)[] }
  | { readonly kind: 'format'; readonly name: string }
  | { readonly kind: 'index'; readonly base: Node; readonly key: Node; readonly optional: boolean }
  | {
      readonly kind: 'slice';
      readonly base: Node;
      readonly from: Node | null;
      readonly to: Node | null;
      readonly optional: boolean;
    }
  | { readonly kind: 'iterate'; readonly base: Node; readonly optional: boolean }
  | Pair<'pipe'>
  | Pair<'comma'>
  | Pair<'and'>
  | Pair<'or'>
  | Pair<'alternative'>
  | {
      readonly kind: 'binary';
      readonly operator: Arithmetic | Comparison;
      readonly left: Node;
      readonly right: Node;
    }
  | { readonly kind: 'assign'; readonly operator: Assignment; readonly left: Node; readonly right: Node }
  | { readonly kind: 'negate'; readonly of: Node }
  | { readonly kind: 'array'; readonly of: Node | null }
  | { readonly kind: 'object'; readonly entries: readonly Entry[] }
  | { readonly kind: 'if'; readonly condition: Node; readonly then: Node; readonly otherwise: Node | null }
  | { readonly kind: 'try'; readonly body: Node; readonly handler: Node | null }
  | {
      readonly kind: 'reduce';
      readonly source: Node;
      readonly patterns: readonly Pattern[];
      readonly start: Node;
      readonly update: Node;
    }
  | {
      readonly kind: 'foreach';
      readonly source: Node;
      readonly patterns: readonly Pattern[];
      readonly start: Node;
      readonly update: Node;
      readonly extract: Node | null;
    }
  | {
      readonly kind: 'bind';
      readonly source: Node;
      readonly patterns: readonly Pattern[];
      readonly body: Node;
    }
  | { readonly kind: 'label'; readonly name: string; readonly body: Node }
  | { readonly kind: 'break'; readonly name: string }
  | { readonly kind: 'define'; readonly definition: Definition; readonly body: Node }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[] }
  | { readonly kind: 'variable'; readonly name: string }
);

interface Pair<Kind extends string> {
  readonly kind: Kind;
  readonly left: Node;
  readonly right: Node;
}

export type NodeOf<Kind extends Node['kind']> = Extract<Node, { readonly kind: Kind }>;

export type Assignment = '=' | '|=' | '+=' | '-=' | '*=' | '/=' | '%=' | '//=';

/** `import "path" as name;`, or `include "path";` where there is no name; `as $name` asks for data. */
export interface Import {
  readonly path: string;
  readonly name: string | null;
  readonly isData: boolean;
  readonly at: number;
}

export interface Entry {
  readonly key: Node;
  readonly value: Node;
}

export interface Definition {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: Node;
  readonly at: number;
}

/** `f` is given a filter, `$f` a value (and a filter `f` that gives it). */
export interface Parameter {
  readonly name: string;
  readonly isValue: boolean;
}

export type Pattern =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'elements'; readonly elements: readonly Pattern[] }
  | { readonly kind: 'properties'; readonly properties: readonly PatternProperty[] };

export interface PatternProperty {
  readonly key: Node;
  /** `{$a}` and `{$a: …}` bind the value as a whole. */
  readonly name: string | null;
  readonly pattern: Pattern | null;
}

export const namesIn = (pattern: Pattern): readonly string[] => {
  switch (pattern.kind) {
    case 'name':
      return [pattern.name];
    case 'elements':
      return pattern.elements.flatMap(namesIn);
    case 'properties':
      return pattern.properties.flatMap(({ name, pattern: inner }) => [
        ...(name === null ? [] : [name]),
        ...(inner === null ? [] : namesIn(inner)),
      ]);
  }
};
