import { Button } from '@mantine/core';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useRead, type Read } from '../../api/queries.tsx';
import type { RunTask } from '../../api/shapes.ts';
import { IconPin } from '../../look/icons.ts';
import { useMessages } from '../../messages/messages-context.tsx';
import { DataView } from '../../runs/data-view.tsx';
import { durationText } from '../../runs/duration.ts';
import { FixHint } from '../../runs/fix-hint.tsx';
import { stepName } from '../../runs/task-name.ts';
import { TaskIcon, taskWords } from '../../runs/task-state.tsx';
import type { TaskFact } from '../../runs/task-facts.ts';
import type { TimelineNode } from '../../runs/timeline.ts';
import { Failure } from '../../show/failure.tsx';
import { placeKey, placesByKey } from './place-key.ts';
import type { Trial } from './use-trial.ts';
import styles from './trial.module.css';

interface StepProps {
  readonly trial: Trial;
  readonly node: TimelineNode;
  readonly now: number;
}

/** One step as it went: what it was given and gave, what it asked of the other side, and what came back. */
export const StepOfRun = ({ trial, node, now }: StepProps) => {
  const { t, language } = useMessages();
  const { fact } = node;
  const read = useTask(trial.run.id ?? '', fact);
  const task = read.data ?? null;
  const attempts = node.children.filter(({ step }) => step.kind === 'attempt').length;
  const place = fact === null ? undefined : placesByKey(trial.shape).get(placeKey(fact.place));
  const pinned = place !== undefined && trial.pinned.has(place);
  const call = task?.call;
  return (
    <section aria-label={stepName(t, node.step)}>
      <div className={styles['stepHead']}>
        <h3 className="any-break">{stepName(t, node.step)}</h3>
        <span className={styles['stepState']}>
          <TaskIcon state={node.state} /> {t(taskWords[node.state])},{' '}
          {durationText(language, (node.ended ?? now) - node.began)}
        </span>
        {attempts > 1 && (
          <span className="muted small">{t('editor.trial.attempts', { count: attempts })}</span>
        )}
        {task?.output !== undefined && place !== undefined && task.kind !== 'switch' && (
          <Button
            size="compact-xs"
            variant={pinned ? 'light' : 'default'}
            leftSection={<IconPin size={12} />}
            onClick={() => trial.pin(place, task.output)}
          >
            {t(pinned ? 'editor.trial.pinAnew' : 'editor.trial.pin')}
          </Button>
        )}
        {task?.error != null && place !== undefined && !pinned && (
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconPin size={12} />}
            onClick={() => trial.pin(place, {})}
          >
            {t('editor.trial.pinEmpty')}
          </Button>
        )}
      </div>
      {node.state === 'failed' && <p className={styles['reason']}>{fact?.reason ?? t('runs.noReason')}</p>}
      {node.state === 'failed' && task !== null && <FixHint error={task.error} flow={trial.flow} />}
      {read.problem !== null && (
        <Failure quiet what={t('runs.dataFailed')} problem={read.problem} onRetry={read.reload} />
      )}
      {task !== null && (
        <>
          <DataView title={t('runs.input')} value={task.input} />
          {call !== undefined && (
            <DataView title={t('editor.trial.request', { name: call.name })} value={call.with} />
          )}
          {call !== undefined && 'answer' in call && (
            <DataView title={t('editor.trial.answer')} value={call.answer} />
          )}
          {task.error !== null && <DataView title={t('runs.error')} value={task.error} />}
          {task.output !== undefined && <DataView title={t('runs.output')} value={task.output} />}
        </>
      )}
    </section>
  );
};

const useTask = (run: string, fact: TaskFact | null): Read<RunTask | null> => {
  const { client, key } = useHub();
  const task = fact?.key ?? '';
  return useRead(
    key('runs', 'task', run, task, fact?.ended, fact?.state),
    async (signal) => {
      const params = { path: { run }, query: { task, limit: 1 } };
      return (await answer(client.GET('/api/runs/{run}/tasks', { signal, params }))).items[0] ?? null;
    },
    // A pause between attempts is no task.
    { fresh: true, enabled: fact !== null && fact.wait?.kind !== 'retry' },
  );
};
