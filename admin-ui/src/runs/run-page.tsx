import { SegmentedControl } from '@mantine/core';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useHub } from '../api/hub-context.tsx';
import { flowPath } from '../flows/flow-path.ts';
import { Link } from '../location/router.tsx';
import { useViewState } from '../location/use-view-state.ts';
import { useT } from '../messages/messages-context.tsx';
import { BackLink } from '../show/back-link.tsx';
import { PageHeader } from '../show/page-header.tsx';
import { PageSkeleton } from '../show/page-skeleton.tsx';
import { Unread } from '../show/unread.tsx';
import { DataView } from './data-view.tsx';
import { RunActions } from './run-actions.tsx';
import { RunAgain } from './run-again.tsx';
import { RunError } from './run-error.tsx';
import { RunApprovals } from './run-approvals.tsx';
import { RunDismissed } from './run-dismissed.tsx';
import { RunFacts } from './run-facts.tsx';
import { RunParked } from './run-parked.tsx';
import { factsOf } from './task-facts.ts';
import { TaskSheet } from './task-sheet.tsx';
import { TimelineView } from './timeline-view.tsx';
import { timelineOf, type TimelineNode } from './timeline.ts';
import { useRunTasks } from './use-run-tasks.ts';
import { useRun } from './use-run.ts';
import { useTick } from './use-tick.ts';
import styles from './run-page.module.css';

const RunCanvas = lazy(() => import('../editor/watch/run-canvas.tsx'));

const RunPage = ({ id }: { readonly id: string }) => {
  const t = useT();
  const { space } = useHub();
  const view = useViewState();
  const [again, setAgain] = useState(false);
  const { read, run, waits, entries, cut } = useRun(id);
  const tasks = useRunTasks(id, `${run?.status} ${entries.at(-1)?.seq}`);
  const now = useTick(run !== undefined && run.endedAt === null, 500);
  const known = useMemo(() => {
    if (run === undefined) return [];
    const startedAt = Date.parse(run.startedAt);
    const endedAt = run.endedAt === null ? null : Date.parse(run.endedAt);
    return factsOf({ entries, waits, tasks: tasks.facts, startedAt, endedAt });
  }, [run, entries, waits, tasks]);
  const failedAt = typeof run?.error?.['instance'] === 'string' ? run.error['instance'] : null;
  const nodes = useMemo(() => timelineOf(known, failedAt), [known, failedAt]);

  const back = <BackLink to="runs" label="nav.runs" />;
  if (run === undefined)
    return <Unread read={read} failed={t('runs.oneFailed')} title={t('runs.run')} back={back} />;
  const from = Date.parse(run.startedAt);
  const until = Math.max(from + 1, run.endedAt === null ? now : Date.parse(run.endedAt));
  const chosen = view.get('task');
  const facts = read.data;
  const drawn = view.get('look') === 'flow';
  const choose = (task: string): void => view.set({ task });
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
      <RunApprovals run={run} at={entries.length} />
      <RunError run={run} />
      <RunParked run={run} />
      <RunDismissed run={run} />
      <div className={styles['look']}>
        <SegmentedControl
          size="xs"
          aria-label={t('runs.look')}
          value={drawn ? 'flow' : 'timeline'}
          onChange={(look) => view.set({ look: look === 'flow' ? look : null })}
          data={[
            { value: 'timeline', label: t('runs.timeline') },
            { value: 'flow', label: t('runs.look.flow') },
          ]}
        />
      </div>
      {drawn ? (
        <Suspense fallback={<PageSkeleton />}>
          <RunCanvas run={run} facts={known} nodes={nodes} onChoose={choose} />
        </Suspense>
      ) : nodes.length > 0 ? (
        <TimelineView nodes={nodes} from={from} until={until} chosen={chosen} onChoose={choose} />
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
          {run.endedAt !== null && facts.output !== null && (
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
