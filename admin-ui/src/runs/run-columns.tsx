import { useMemo } from 'react';
import type { Run } from '../api/shapes.ts';
import type { Column } from '../list/columns.ts';
import { useT } from '../messages/messages-context.tsx';
import { RelativeTime } from '../show/time.tsx';
import { RunDuration } from './run-duration.tsx';
import { RunStatus } from './run-status.tsx';
import { reasonOf } from './task-facts.ts';
import { triggerText } from './trigger-text.ts';
import { versionText } from './version-text.ts';

/** Runs have no names: what tells one from the next is the flow and the end of its id. */
export const nameOfRun = ({ flow, run }: Run): string => `${flow} ${run.slice(-6)}`;

/** `oneFlow`: which flow it is stands above the list. */
export const useRunColumns = (oneFlow: boolean): readonly Column<Run>[] => {
  const t = useT();
  return useMemo<readonly Column<Run>[]>(
    () => [
      {
        name: 'flow',
        header: t(oneFlow ? 'runs.run' : 'runs.flow'),
        ...(!oneFlow && { sort: 'flow' }),
        render: (run) => (
          <>
            {!oneFlow && <>{run.flow} </>}
            <code className="muted">{run.run.slice(-6)}</code>
          </>
        ),
      },
      { name: 'status', header: t('runs.status'), width: '156px', render: (run) => <RunStatus run={run} /> },
      {
        name: 'error',
        minor: true,
        header: t('runs.error'),
        width: '18%',
        render: ({ error }) => reasonOf(error) ?? <span className="muted">–</span>,
      },
      {
        name: 'trigger',
        header: t('runs.trigger'),
        width: '128px',
        render: ({ trigger }) => triggerText(t, trigger),
      },
      {
        name: 'version',
        minor: true,
        header: t('runs.version'),
        width: '72px',
        render: ({ version }) => versionText(t, version),
      },
      {
        name: 'started',
        header: t('runs.started'),
        sort: 'startedAt',
        width: '136px',
        render: ({ startedAt }) => <RelativeTime at={startedAt} />,
      },
      {
        name: 'duration',
        header: t('runs.duration'),
        width: '124px',
        render: (run) => <RunDuration run={run} />,
      },
    ],
    [t, oneFlow],
  );
};
