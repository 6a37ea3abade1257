import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead, type Read } from '../api/queries.tsx';
import type { JournalEntry, RunTask } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { DataView } from './data-view.tsx';
import { FixHint } from './fix-hint.tsx';
import type { TaskFact } from './task-facts.ts';
import styles from './run-page.module.css';

interface DataProps {
  readonly run: string;
  readonly flow: string;
  readonly fact: TaskFact;
  readonly entries: readonly JournalEntry[];
}

/** All that the hub knows of one task, with its values however long they are. */
const useTask = (run: string, { key: task, ended, state }: TaskFact): Read<RunTask | null> => {
  const { client, key } = useHub();
  return useRead(
    key('runs', 'task', run, task, ended, state),
    async (signal) => {
      const query = { task, limit: 1 };
      const found = await answer(
        client.GET('/api/runs/{run}/tasks', { signal, params: { path: { run }, query } }),
      );
      return found.items[0] ?? null;
    },
    { fresh: true },
  );
};

/** A pause between attempts is in the journal only, and so is what the hub could not go through again. */
const isTask = ({ wait }: TaskFact): boolean => wait?.kind !== 'retry';

export const TaskData = (props: DataProps) => (isTask(props.fact) ? <OneTask {...props} /> : null);

const OneTask = ({ run, flow, fact, entries }: DataProps) => {
  const t = useT();
  const read = useTask(run, fact);
  const task = read.data ?? null;
  const failed = fact.state === 'failed';
  return (
    <>
      {failed && <p className={styles['reason']}>{fact.reason ?? t('runs.noReason')}</p>}
      {failed && task !== null && <FixHint error={task.error} flow={flow} />}
      {read.problem !== null && (
        <Failure quiet what={t('runs.dataFailed')} problem={read.problem} onRetry={read.reload} />
      )}
      {task !== null && <DataView title={t('runs.input')} value={task.input} />}
      {task !== null && task.error !== null && <DataView title={t('runs.error')} value={task.error} />}
      {task !== null && task.output !== undefined && (
        <DataView title={t('runs.output')} value={task.output} />
      )}
      {read.data === null && <OfJournal entries={entries} />}
    </>
  );
};

/** What a journal row says came out of the task. */
const outputOf = ({ kind, body }: JournalEntry): unknown =>
  kind === 'done' ? (body as { output?: unknown } | null)?.output : body;

const OfJournal = ({ entries }: Pick<DataProps, 'entries'>) => {
  const t = useT();
  return entries.map((entry) => (
    <DataView
      key={entry.seq}
      title={t(entry.kind === 'arrived' ? 'runs.event' : 'runs.output')}
      value={outputOf(entry)}
    />
  ));
};
