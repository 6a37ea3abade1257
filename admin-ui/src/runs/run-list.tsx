import { useMemo, useState, type ReactNode } from 'react';
import { useHub } from '../api/hub-context.tsx';
import type { Run } from '../api/shapes.ts';
import { DataList } from '../list/data-list.tsx';
import { IconDone, IconHeld, IconRefresh, IconStop, IconTry } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { CancelRun } from './cancel-run.tsx';
import { DismissRun } from './dismiss-run.tsx';
import { RetryAll } from './retry-all.tsx';
import { RetryNews } from './retry-news.tsx';
import { nameOfRun, useRunColumns } from './run-columns.tsx';
import { RunFilters } from './run-filters.tsx';
import { runPath } from './run-path.ts';
import { mayCancel, mayDismiss, mayResume, mayRetry, maySuspend } from './run-state.ts';
import { useChangeRun } from './use-change-run.ts';
import { useRunBulk } from './use-run-bulk.tsx';
import { useRunList } from './use-run-list.ts';

interface ListProps {
  /** Null: of all flows. */
  readonly flow: string | null;
  /** What to do where there are none yet. */
  readonly begin: ReactNode;
}

export const RunList = ({ flow, begin }: ListProps) => {
  const t = useT();
  const may = useMay();
  const { space } = useHub();
  const list = useRunList(flow);
  const columns = useRunColumns(flow !== null);
  const bulk = useRunBulk();
  const change = useChangeRun();
  const [leaving, setLeaving] = useState<Run | null>(null);
  const [dealtWith, setDealtWith] = useState<Run | null>(null);
  const runs = may('flows.run');
  const actions = useMemo(() => {
    const retry = {
      label: t('runs.retry'),
      icon: <IconRefresh size={14} />,
      run: (run: Run) => change(run, 'retry'),
    };
    const hold = {
      label: t('runs.suspend'),
      icon: <IconHeld size={14} />,
      run: (run: Run) => change(run, 'suspend'),
    };
    const go = {
      label: t('runs.resume'),
      icon: <IconTry size={14} />,
      run: (run: Run) => change(run, 'resume'),
    };
    const dismiss = { label: t('runs.dismiss'), icon: <IconDone size={14} />, run: setDealtWith };
    const stop = { label: t('runs.cancel'), icon: <IconStop size={14} />, dangerous: true, run: setLeaving };
    return runs
      ? (run: Run) => [
          ...(mayRetry(run) ? [retry] : []),
          ...(maySuspend(run) ? [hold] : []),
          ...(mayResume(run) ? [go] : []),
          ...(mayDismiss(run) ? [dismiss] : []),
          ...(mayCancel(run) ? [stop] : []),
        ]
      : undefined;
  }, [t, runs, change]);
  return (
    <>
      <RetryNews />
      <DataList
        list={list}
        label={t('nav.runs')}
        failed={t('runs.failed')}
        nameOf={nameOfRun}
        empty={{
          title: t('runs.empty'),
          text: t(flow === null ? 'runs.emptyText' : 'runs.emptyOfFlow'),
          action: begin,
        }}
        filters={
          <>
            <RunFilters list={list} flow={flow} />
            <RetryAll list={list} flow={flow} />
          </>
        }
        linkTo={({ run }) => runPath(space, run)}
        columns={columns}
        actions={actions}
        bulk={bulk}
      />
      <DismissRun run={dealtWith} onClose={() => setDealtWith(null)} />
      <CancelRun run={leaving} onClose={() => setLeaving(null)} />
    </>
  );
};
