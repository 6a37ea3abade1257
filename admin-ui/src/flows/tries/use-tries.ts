import { useState } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { Problem } from '../../api/problem.ts';
import { asLines, readLines } from '../../api/read-lines.ts';
import type { TriedRun, TryLine, UntriedRun } from '../../api/shapes.ts';
import { useCancellable } from '../../api/use-cancellable.ts';
import { useT } from '../../messages/messages-context.tsx';
import type { TryWish } from './try-wish.ts';

export type Tried = TriedRun | UntriedRun;

export interface Tries {
  readonly lines: readonly Tried[];
  readonly done: number;
  /** Null as long as nothing has been tried. */
  readonly of: number | null;
  readonly state: 'none' | 'busy' | 'done' | 'cancelled' | 'failed';
  readonly problem: Problem | null;
  begin(wish: TryWish): void;
  cancel(): void;
}

interface Progress {
  readonly lines: readonly Tried[];
  readonly of: number | null;
  readonly state: 'none' | 'done' | 'cancelled' | 'failed';
}

const nothing: Progress = { lines: [], of: null, state: 'none' };

/** Tries the draft on runs of the past, one after the other, as the hub tells of them; who leaves the page ends it. */
export const useTries = (flow: string): Tries => {
  const t = useT();
  const { client } = useHub();
  const [progress, setProgress] = useState<Progress>(nothing);
  const work = useCancellable(async (wish: TryWish, signal) => {
    const body = await answer(
      client.POST('/api/flows/{name}/try', {
        signal,
        parseAs: 'stream',
        headers: asLines,
        params: { path: { name: flow } },
        body: { ...wish, version: 'draft', whole: false },
      }),
    );
    for await (const line of readLines<TryLine>(body)) {
      if ('summary' in line) return true;
      if ('run' in line)
        setProgress((before) => ({ ...before, lines: [...before.lines, line], of: line.of }));
    }
    throw new Problem({ status: 0, code: 'cut_off', title: t('tries.cutOff') });
  });
  const { lines, of } = progress;
  return {
    lines,
    of,
    done: lines.length,
    state: work.busy ? 'busy' : work.problem !== null ? 'failed' : progress.state,
    problem: work.problem,
    begin: (wish) => {
      setProgress(nothing);
      void work.run(wish).then((whole) => {
        if (whole === true) setProgress((before) => ({ ...before, of: before.of ?? 0, state: 'done' }));
      });
    },
    cancel: () => {
      work.cancel();
      setProgress((before) => ({ ...before, state: 'cancelled' }));
    },
  };
};
