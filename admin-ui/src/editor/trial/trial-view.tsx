import { Button } from '@mantine/core';
import { useState } from 'react';
import { TestOfRunSheet } from '../../flows/tests/test-of-run-sheet.tsx';
import { IconTests } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import { DataView } from '../../runs/data-view.tsx';
import { TimelineView } from '../../runs/timeline-view.tsx';
import type { TimelineNode } from '../../runs/timeline.ts';
import { useTick } from '../../runs/use-tick.ts';
import { Failure } from '../../show/failure.tsx';
import { placeKey, placesByKey } from './place-key.ts';
import { StepOfRun } from './step-of-run.tsx';
import { TrialNotes } from './trial-notes.tsx';
import type { Trial } from './use-trial.ts';
import styles from './trial.module.css';

interface ViewProps {
  readonly trial: Trial;
  onChoose(place: string): void;
}

/** The run as it goes: its tasks, and one of them in full. */
export const TrialView = ({ trial, onChoose }: ViewProps) => {
  const t = useT();
  const { run, nodes, id, read, note } = trial.run;
  const now = useTick(run !== undefined && run.endedAt === null, 250);
  const [chosen, setChosen] = useState<string | null>(null);
  const [keeping, setKeeping] = useState(false);
  if (trial.problem !== null)
    return (
      <Failure what={t('editor.trial.notBegun')} problem={trial.problem} onRetry={() => trial.begin()} />
    );
  if (id === null) return <p className={`${styles['nothing']} muted`}>{t('editor.trial.nothing')}</p>;
  if (run === undefined)
    return read.problem === null ? (
      <p className="muted">{t('loading')}</p>
    ) : (
      <Failure what={t('runs.oneFailed')} problem={read.problem} onRetry={read.reload} />
    );
  const from = Date.parse(run.startedAt);
  const until = Math.max(from + 1, run.endedAt === null ? now : Date.parse(run.endedAt));
  const node = chosen === null ? undefined : nodeWith(nodes, chosen);
  const choose = (next: string): void => {
    setChosen(next);
    const place = nodeWith(nodes, next)?.fact?.place;
    const stands = place === undefined ? undefined : placesByKey(trial.shape).get(placeKey(place));
    if (stands !== undefined) onChoose(stands);
  };
  return (
    <div className={styles['view']}>
      <div className={styles['timeline']}>
        <TrialNotes trial={trial} onChoose={onChoose} />
        {nodes.length === 0 ? (
          <p className="muted">{t(run.endedAt === null ? 'editor.trial.begins' : 'runs.noTasks')}</p>
        ) : (
          <TimelineView nodes={nodes} from={from} until={until} chosen={chosen} onChoose={choose} />
        )}
        {note !== null && <p className="muted small">{note}</p>}
        {run.endedAt !== null && (
          <div className={styles['after']}>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconTests size={14} />}
              onClick={() => setKeeping(true)}
            >
              {t('editor.trial.keepAsTest')}
            </Button>
          </div>
        )}
      </div>
      <div className={styles['detail']}>
        {node?.fact != null ? (
          <StepOfRun key={`${id} ${node.id}`} trial={trial} node={node} now={until} />
        ) : read.data === undefined ? null : (
          <>
            <DataView title={t('runs.input')} value={read.data.input} />
            {run.endedAt !== null && run.error === null && (
              <DataView title={t('runs.output')} value={read.data.output} />
            )}
            {run.error !== null && <DataView title={t('runs.error')} value={run.error} />}
          </>
        )}
      </div>
      <TestOfRunSheet run={keeping ? run : null} onClose={() => setKeeping(false)} />
    </div>
  );
};

const nodeWith = (nodes: readonly TimelineNode[], id: string): TimelineNode | undefined => {
  for (const node of nodes) {
    const found = node.id === id ? node : nodeWith(node.children, id);
    if (found !== undefined) return found;
  }
  return undefined;
};
