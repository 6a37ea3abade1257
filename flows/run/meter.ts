import type { Metrics } from '../../platform/metrics.ts';
import type { JournalRow } from './store-journal.ts';
import type { Outside, CallResult } from './outside.ts';
import { statusOfEnd, type RunEnd } from './run-end.ts';

/** What is counted of runs. Nothing that names a flow, a space or a person: labels come from small, known sets. */
export interface RunMeter {
  over(end: RunEnd, mode: 'durable' | 'fast', ms: number): void;
  /** One commit of the journal: what many runs wrote in the same moment. */
  committed(rows: readonly (readonly Pick<JournalRow, 'kind'>[])[], ms: number): void;
  /** The same, measured. */
  measured(outside: Outside): Outside;
}

/** Kinds of journal rows that are a task's end. */
const ends = new Set(['task', 'skipped', 'faulted', 'done', 'failed']);

export const openRunMeter = (metrics: Metrics, now: () => number): RunMeter => {
  const runs = metrics.counter('hub_flow_runs_total', 'Runs that have ended in this process.', [
    'status',
    'mode',
  ]);
  const seconds = metrics.histogram('hub_flow_run_seconds', 'From the beginning of a run to its end.', [
    'mode',
  ]);
  const tasks = metrics.counter(
    'hub_flow_tasks_total',
    'Tasks that have ended, by how the journal has them: task, skipped and faulted by the run itself, done and failed outside of it.',
    ['kind'],
  );
  const calls = metrics.histogram('hub_flow_call_seconds', 'Time of what runs have done outside of them.', [
    'function',
    'outcome',
  ]);
  const sizes = metrics.sizes('hub_flow_journal_rows', 'Rows of one commit of the journal.');
  const commits = metrics.histogram('hub_flow_journal_commit_seconds', 'Time of one commit of the journal.');

  const timed = async (name: string, work: () => Promise<CallResult>): Promise<CallResult> => {
    const began = now();
    let outcome = 'failed';
    try {
      const result = await work();
      outcome = 'done';
      return result;
    } finally {
      calls.observe((now() - began) / 1_000, { function: name, outcome });
    }
  };

  return {
    over: (end, mode, ms) => {
      runs.add({ status: statusOfEnd(end), mode });
      seconds.observe(ms / 1_000, { mode });
    },
    committed: (entries, ms) => {
      const counts = new Map<string, number>();
      let rows = 0;
      for (const entry of entries) {
        rows += entry.length;
        for (const { kind } of entry) if (ends.has(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
      }
      for (const [kind, count] of counts) tasks.add({ kind }, count);
      sizes.observe(rows);
      commits.observe(ms / 1_000);
    },
    measured: (outside) => ({
      call: (work) => timed(work.command.function, () => outside.call(work)),
      process: (work) => timed(work.command.process, () => outside.process(work)),
    }),
  };
};
