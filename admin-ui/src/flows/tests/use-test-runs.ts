import { useState } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import type { Problem } from '../../api/problem.ts';
import { useCancellable } from '../../api/use-cancellable.ts';
import { readDraft, writeDraft } from '../../form/draft.ts';
import { useMe } from '../../session/me.ts';
import { basisOf, keptText, readResults, withResults, type KeptResults } from './test-results.ts';

export interface TestRuns {
  readonly results: KeptResults;
  readonly busy: boolean;
  readonly problem: Problem | null;
  /** All of them, or one. */
  run(name: string | null): void;
  cancel(): void;
  isStale(name: string): boolean;
}

interface Tested {
  readonly name: string;
  /** The tests as they stand in the field: they need not be saved. */
  readonly text: string;
  /** Of the flow's draft. */
  readonly fence: number;
}

/** Runs the tests of a flow, and remembers for this session what came of them. */
export const useTestRuns = ({ name, text, fence }: Tested): TestRuns => {
  const { client, space } = useHub();
  const user = useMe().data?.user.id ?? '';
  const place = `${user}.flow-test-results.${space ?? ''}.${name}`;
  const [results, setResults] = useState<KeptResults>(() => readResults(readDraft(place)));
  const basis = basisOf(fence, text);
  const work = useCancellable((only: string | null, signal) =>
    answer(
      client.POST('/api/flows/{name}/test', {
        signal,
        params: { path: { name } },
        body: { tests: text, version: 'draft', ...(only !== null && { only: [only] }) },
      }),
    ),
  );
  return {
    results,
    busy: work.busy,
    problem: work.problem,
    cancel: work.cancel,
    isStale: (one) => results[one]?.basis !== basis,
    run: (only) => {
      void work.run(only).then((found) => {
        if (found === undefined) return;
        const at = new Date().toISOString();
        const next = withResults(results, { cases: found.cases, at, basis, whole: only === null });
        setResults(next);
        writeDraft(place, { results: keptText(next) });
      });
    },
  };
};
