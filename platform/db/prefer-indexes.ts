import type { Tx } from './open.ts';

/**
 * For transactions that look for a few rows in tables that grow fast: a prepared plan from when the table was small
 * is kept, and would then walk through all of it. Holds until the end of the transaction.
 *
 * The rest is in the statements: first find the keys, then `key = any (array(select …))`, and no condition beside it
 * that a partial index promises, which looks empty to a planner without statistics and is not.
 *
 * `and` is asked in the same statement: a lock, say, at no further way to the server and back.
 */
export const preferIndexes = async (tx: Tx, and = 'true'): Promise<void> => {
  await tx.query(
    `select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
       set_config('enable_mergejoin', 'off', true), ${and}`,
  );
};
