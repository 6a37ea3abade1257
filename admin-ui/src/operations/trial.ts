import type { Problem } from '../api/problem.ts';
import type { CallAnswer } from '../api/shapes.ts';

/** What was asked of an operation. */
export interface Asked {
  readonly input: unknown;
  readonly connection: string | null;
  readonly dryRun: boolean;
  readonly all: boolean;
}

/** One call of the page, with what came of it. */
export interface Trial extends Asked {
  readonly number: number;
  readonly at: string;
  readonly tookMs: number;
  readonly outcome: { readonly answer: CallAnswer } | { readonly problem: Problem };
}

/** The body of the hub's call route. */
export const bodyOf = ({ input, connection, dryRun, all }: Asked) => ({
  input: (input ?? {}) as Record<string, unknown>,
  ...(connection === null ? {} : { connection }),
  ...(dryRun ? { dryRun: true } : {}),
  ...(all ? { all: true } : {}),
});

/** What the other side answered, also when the call failed because of it. */
export const statusOf = ({ outcome }: Trial): number | null => {
  if ('answer' in outcome) return outcome.answer.status;
  const { code, more } = outcome.problem;
  return code.startsWith('upstream_') && typeof more['status'] === 'number' ? more['status'] : null;
};
