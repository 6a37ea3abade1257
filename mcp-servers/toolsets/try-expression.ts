import { compile } from '../../core/jq/compile.ts';
import { JqError } from '../../core/jq/error.ts';
import type { Value } from '../../core/jq/value.ts';

export interface Tried {
  readonly output: unknown;
  readonly problem: { readonly message: string; readonly line?: number; readonly column?: number } | null;
}

/** What somebody who writes an expression wants to see: never a failure. */
export const tryExpression = (expression: string, value: unknown): Tried => {
  try {
    return {
      output: compile(expression).first((value ?? null) as Value, {}, { fuel: 200_000 }) ?? null,
      problem: null,
    };
  } catch (error) {
    if (!(error instanceof JqError)) throw error;
    return { output: null, problem: { message: error.message, ...error.place } };
  }
};
