import { isHubError } from '../../core/errors.ts';
import { instantText } from '../../core/instant-text.ts';
import type { Program } from '../engine/program.ts';
import { accountOf, type Account } from './account.ts';
import { compare, type Comparison } from './compare.ts';
import { replay, retrace } from './on-demand.ts';
import { findPastRun, type PastRunDeps } from './past-runs.ts';
import { openAnswers } from './tests/answering.ts';
import type { TestAnswers } from './tests/test-shape.ts';

export interface Trial {
  readonly spaceId: string;
  readonly flow: string;
  readonly program: Program;
  /** What comes of calls that a run did not make. */
  readonly answers: Readonly<Record<string, TestAnswers>>;
  /** Says all that the run did then, and does now. */
  readonly whole: boolean;
  readonly signal: AbortSignal;
}

export interface TriedRun extends Comparison {
  readonly startedAt: string;
  readonly sides?: { readonly before: Account; readonly after: Account };
}

/** A run of the past once more, on another program, against what it was; or why that cannot be done. */
export const tryRun = async (
  deps: PastRunDeps,
  trial: Trial,
  run: string,
): Promise<TriedRun | { readonly skipped: string }> => {
  const { spaceId, program, answers, signal } = trial;
  try {
    const found = await findPastRun(deps, spaceId, run);
    const { row, past, leftOut, end } = found;
    if (row.flow !== trial.flow) return { skipped: `It is a run of "${row.flow}".` };
    if (row.mode === 'fast') return { skipped: 'A fast run leaves no journal to go by.' };
    if (leftOut > 0)
      return { skipped: `Its journal is too long: ${leftOut} entries more than are gone through.` };
    // What the draft reads and the run did not have is as it is now.
    const newest = await deps.variables.newest(spaceId);
    const before = await retrace(found.program, past, signal);
    if (before.astray !== null)
      return { skipped: 'It cannot be followed even on its own version: masked values lead another way.' };
    const after = await replay({
      ...{ program, before, signal, answer: openAnswers(answers).answer },
      past: { ...past, variables: { ...newest.values, ...past.variables } },
    });
    return {
      ...compare({ before: { end, calls: before.calls }, after }),
      startedAt: instantText(row.startedAt),
      ...(trial.whole && { sides: { before: accountOf({ ...before, end }), after: accountOf(after) } }),
    };
  } catch (error) {
    // What cannot be tried does not keep the others from it: a version that is gone, a run that goes round for ever.
    if (!isHubError(error) || error.code === 'cancelled') throw error;
    if (error.retryable && error.code !== 'job_timeout') throw error;
    return { skipped: error.message };
  }
};
