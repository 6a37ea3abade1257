/** What a JSONPath (RFC 9535) says, once it is read. */

export interface Query {
  /** `$`: from the whole document; `@`: from the value that a filter looks at. */
  readonly from: '$' | '@';
  readonly segments: readonly Segment[];
}

export interface Segment {
  /** `..`: on the value and everything below it. */
  readonly deep: boolean;
  readonly selectors: readonly Selector[];
}

export type Selector =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'every' }
  | { readonly kind: 'index'; readonly index: number }
  | {
      readonly kind: 'slice';
      readonly start: number | undefined;
      readonly end: number | undefined;
      readonly step: number;
    }
  | { readonly kind: 'filter'; readonly test: Test };

export type Test =
  | { readonly kind: 'any' | 'all'; readonly of: readonly Test[] }
  | { readonly kind: 'not'; readonly of: Test }
  | { readonly kind: 'exists'; readonly query: Query }
  | { readonly kind: 'holds'; readonly call: Call }
  | { readonly kind: 'compare'; readonly sign: Sign; readonly left: Operand; readonly right: Operand };

export type Sign = '==' | '!=' | '<' | '<=' | '>' | '>=';

export type Operand =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'query'; readonly query: Query }
  | { readonly kind: 'call'; readonly call: Call };

export type FunctionName = keyof typeof functions;

export interface Call {
  readonly name: FunctionName;
  readonly args: readonly Operand[];
}

/** What each function takes and gives: one value, a list of nodes, or yes and no. */
export const functions = {
  length: { takes: ['value'], gives: 'value' },
  count: { takes: ['nodes'], gives: 'value' },
  value: { takes: ['nodes'], gives: 'value' },
  match: { takes: ['value', 'value'], gives: 'truth' },
  search: { takes: ['value', 'value'], gives: 'truth' },
} as const;

/** Leads to one value at most, so that it can be compared. */
export const isSingular = (query: Query): boolean =>
  query.segments.every(
    ({ deep, selectors: [only, ...others] }) =>
      !deep && others.length === 0 && (only?.kind === 'name' || only?.kind === 'index'),
  );
