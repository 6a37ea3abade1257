import { pause } from '../api/pause.ts';
import { asProblem, type Problem } from '../api/problem.ts';

export interface BulkFailure<Item> {
  readonly item: Item;
  readonly problem: Problem;
}

export interface BulkOutcome<Item> {
  readonly done: readonly Item[];
  readonly failed: readonly BulkFailure<Item>[];
  /** Not begun, because it was cancelled. */
  readonly left: readonly Item[];
}

interface BulkRun<Item> {
  readonly items: readonly Item[];
  /** No more is begun once it is aborted; what is under way is awaited, for its outcome must be known. */
  readonly signal: AbortSignal;
  run(item: Item): Promise<unknown>;
  onProgress(outcome: BulkOutcome<Item>): void;
}

/** A browser opens six connections to a host; the page needs some for itself. */
const atOnce = 4;
const longestPause = 30_000;

/** One after the other, a few at once. What fails is kept with its reason and holds nothing up. */
export const runBulk = async <Item>(bulk: BulkRun<Item>): Promise<BulkOutcome<Item>> => {
  const waiting = [...bulk.items];
  const done: Item[] = [];
  const failed: BulkFailure<Item>[] = [];
  const outcome = (): BulkOutcome<Item> => ({ done: [...done], failed: [...failed], left: [...waiting] });

  const settle = async (item: Item): Promise<void> => {
    try {
      await bulk.run(item);
      done.push(item);
    } catch (error) {
      const problem = asProblem(error);
      if (problem.code !== 'rate_limited' || problem.retryAfterMs === undefined) {
        failed.push({ item, problem });
        return;
      }
      await pause(Math.min(problem.retryAfterMs, longestPause), bulk.signal);
      waiting.unshift(item);
    }
  };
  const worker = async (): Promise<void> => {
    for (;;) {
      const item = bulk.signal.aborted ? undefined : waiting.shift();
      if (item === undefined) return;
      await settle(item);
      bulk.onProgress(outcome());
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return outcome();
};
