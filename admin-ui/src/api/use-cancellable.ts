import { useEffect, useRef, useState } from 'react';
import { asProblem, type Problem } from './problem.ts';

export interface Cancellable<Input, Output> {
  readonly busy: boolean;
  readonly problem: Problem | null;
  /** Undefined when it was cancelled or failed: the failure is the problem. */
  run(input: Input): Promise<Output | undefined>;
  cancel(): void;
}

/** One piece of work that a reader may stop; to leave the page stops it too, and a new one takes the place of the old. */
export const useCancellable = <Input, Output>(
  work: (input: Input, signal: AbortSignal) => Promise<Output>,
): Cancellable<Input, Output> => {
  const current = useRef<AbortController | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => () => current.current?.abort(), []);
  const cancel = (): void => {
    current.current?.abort();
    current.current = null;
    setBusy(false);
  };
  const run = async (input: Input): Promise<Output | undefined> => {
    current.current?.abort();
    const mine = new AbortController();
    current.current = mine;
    setBusy(true);
    setProblem(null);
    try {
      const output = await work(input, mine.signal);
      return mine.signal.aborted ? undefined : output;
    } catch (error) {
      if (!mine.signal.aborted) setProblem(asProblem(error));
      return undefined;
    } finally {
      if (current.current === mine) {
        current.current = null;
        setBusy(false);
      }
    }
  };
  return { busy, problem, run, cancel };
};
