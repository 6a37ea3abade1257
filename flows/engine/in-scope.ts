import type { Evaluate } from './program.ts';
import type { Frame, RunState, Scope } from './state.ts';

export interface Asking {
  readonly frame: Frame;
  readonly scope: Scope | null;
  readonly run: RunState;
}

/** Works something out with more variables than the task itself has. */
export const inScope = (ask: Evaluate, data: unknown, { frame, scope, run }: Asking): unknown => {
  const own = frame.scope;
  frame.scope = scope;
  try {
    return ask(data, frame, run);
  } finally {
    frame.scope = own;
  }
};
