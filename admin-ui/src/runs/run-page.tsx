import { useMemo, useState } from 'react';
import { useHub } from '../api/hub-context.tsx';
import { flowPath } from '../flows/flow-path.ts';
import { Link } from '../location/router.tsx';
import { spacePath } from '../location/space-path.ts';
import { useViewState } from '../location/use-view-state.ts';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { PageHeader } from '../show/page-header.tsx';
import { PageSkeleton } from '../show/page-skeleton.tsx';
import { DataView } from './data-view.tsx';
import { RunActions } from './run-actions.tsx';
import { RunAgain } from './run-again.tsx';
import { RunError } from './run-error.tsx';
import { RunFacts } from './run-facts.tsx';
import { factsOf } from './task-facts.ts';
import { TaskSheet } from './task-sheet.tsx';
import { TimelineView } from './timeline-view.tsx';
import { timelineOf, type TimelineNode } from './timeline.ts';
import { useRunTasks } from './use-run-tasks.ts';
import { useRun } from './use-run.ts';
import { useTick } from './use-tick.ts';
import styles from './run-page.module.css';

const RunPage = ({ id }: { readonly id: string }) => {
  const t = useT();
  const { space } = useHub();
  const view = useViewState();
  const [again, setAgain] = useState(false);
  const { read, run, waits, entries, cut } = useRun(id);
  const tasks = useRunTasks(id, `${run?.status} ${entries.at(-1)?.seq}`);
  const now = useTick(run !== undefined && run.endedAt === null, 500);
  const nodes = useMemo(() => {
    if (run === undefined) return [];
    const startedAt = Date.parse(run.startedAt);
    const endedAt = run.endedAt === null ? null : Date.parse(run.endedAt);
    const failedAt = typeof run.error?.['instance'] === 'string' ? run.error['instance'] : null;
    return timelineOf(factsOf({ entries, waits, tasks: tasks.facts, startedAt, endedAt }), failedAt);
  }, [run, entries, waits, tasks]);

  const back = (
    <Link to={spacePath(space ?? '', 'runs')} className="link">
      {t('nav.runs')}
    </Link>
  );
  if (run === undefined)
    return read.problem === null ? (
      <PageSkeleton />
    ) : (
      <>
        <PageHeader title={t('runs.run')} about={back} />
        <Failure
          what={t('runs.oneFailed')}
          problem={read.problem}
          onRetry={read.reload}
          retrying={read.busy}
        />
      </>
    );
  const from = Date.parse(run.startedAt);
  const until = Math.max(from + 1, run.endedAt === null ? now : Date.parse(run.endedAt));
  const chosen = view.get('task');
  const facts = read.data;
  return (
    <>
      <PageHeader
        title={t('runs.runOf', { flow: run.flow })}
        about={
          <>
            {back} /{' '}
            <Link to={flowPath(space, run.flow)} className="link">
              {run.flow}
            </Link>
          </>
        }
        actions={<RunActions run={run} onRunAnew={() => setAgain(true)} />}
      />
      <RunFacts run={run} />
      <RunError run={run} />
      {nodes.length > 0 ? (
        <TimelineView
          nodes={nodes}
          from={from}
          until={until}
          chosen={chosen}
          onChoose={(task) => view.set({ task })}
        />
      ) : (
        <p className={`${styles['notice']} muted`}>
          {t(run.mode === 'fast' ? 'runs.fastNoTasks' : 'runs.noTasks')}
        </p>
      )}
      {cut && <p className={`${styles['notice']} muted`}>{t('runs.cut', { count: entries.length })}</p>}
      {tasks.note !== null && run.mode !== 'fast' && (
        <p className={`${styles['notice']} muted`}>{tasks.note}</p>
      )}
      {facts !== undefined && (
        <div className={styles['data']}>
          <DataView level={2} title={t('runs.input')} value={facts.input} />
          {run.endedAt !== null && run.status === 'completed' && (
            <DataView level={2} title={t('runs.output')} value={facts.output} />
          )}
        </div>
      )}
      <TaskSheet
        run={run}
        node={chosen === null ? undefined : nodeWith(nodes, chosen)}
        entries={entries}
        now={until}
        onClose={() => view.set({ task: null })}
      />
      <RunAgain run={again ? run : null} input={facts?.input} onClose={() => setAgain(false)} />
    </>
  );
};

const nodeWith = (nodes: readonly TimelineNode[], id: string): TimelineNode | undefined => {
  for (const node of nodes) {
    const found = node.id === id ? node : nodeWith(node.children, id);
    if (found !== undefined) return found;
  }
  return undefined;
};

export default RunPage;
