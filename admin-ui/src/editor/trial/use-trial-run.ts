import { useMemo } from 'react';
import type { JournalEntry, RunTask } from '../../api/shapes.ts';
import { factsOf } from '../../runs/task-facts.ts';
import { timelineOf, type TimelineNode } from '../../runs/timeline.ts';
import { useRunTasks } from '../../runs/use-run-tasks.ts';
import { useRun, type WatchedRun } from '../../runs/use-run.ts';
import type { RunMarks } from '../canvas/run-marks.ts';
import type { FlowShape } from '../document/flow-shape.ts';
import { marksOf } from './marks-of.ts';

export interface TrialRun {
  readonly id: string | null;
  /** As far as it is known. */
  readonly run: WatchedRun['run'];
  readonly read: WatchedRun['read'];
  readonly entries: readonly JournalEntry[];
  readonly tasks: readonly RunTask[];
  readonly nodes: readonly TimelineNode[];
  readonly marks: RunMarks;
  /** Why this is not all of it. */
  readonly note: string | null;
}

const noMarks: RunMarks = new Map();

/** A run as it goes on, drawn on the flow as it stands now. Null: none is shown. */
export const useTrialRun = (id: string | null, shape: FlowShape): TrialRun => {
  const { read, run, waits, entries } = useRun(id);
  const { facts: found, tasks, note } = useRunTasks(id, `${run?.status} ${entries.at(-1)?.seq}`);
  const facts = useMemo(() => {
    if (id === null || run === undefined) return null;
    const startedAt = Date.parse(run.startedAt);
    const endedAt = run.endedAt === null ? null : Date.parse(run.endedAt);
    return factsOf({ entries, waits, tasks: found, startedAt, endedAt });
  }, [id, run, entries, waits, found]);
  const failedAt = typeof run?.error?.['instance'] === 'string' ? run.error['instance'] : null;
  const nodes = useMemo(() => (facts === null ? [] : timelineOf(facts, failedAt)), [facts, failedAt]);
  const marks = useMemo(() => (facts === null ? noMarks : marksOf(facts, shape)), [facts, shape]);
  return { ...{ id, read, entries, nodes, marks, note }, run: id === null ? undefined : run, tasks };
};
