import type { Fault } from './fault.ts';
import type { Frame, RunState } from './state.ts';

/**
 * Who wants to know of every task of a run, those that hold others included. A task may be stopped that never began, and is
 * told to be stopped after it ended: what counts is what is told first.
 */
export interface Observer {
  /** Before its `if` and its `input.from`. */
  began(frame: Frame, run: RunState): void;
  /** Its output is there, or it was skipped, or it failed by this fault: its own, or one of a task inside. */
  ended(frame: Frame, run: RunState, fault: Fault | null): void;
  /** Something else made an end of it: another branch, a timeout, a failure around it, a cancellation. */
  stopped(frame: Frame, run: RunState): void;
  /** A `try` begins another attempt. */
  retried?(frame: Frame, run: RunState): void;
}
