import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import type { JournalEntry } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { DataView } from './data-view.tsx';
import { reasonOf, type TaskFact } from './task-facts.ts';
import styles from './run-page.module.css';

interface DataProps {
  readonly run: string;
  readonly fact: TaskFact;
  readonly entries: readonly JournalEntry[];
}

/** What a journal row says came out of the task. */
const outputOf = ({ kind, body }: JournalEntry): unknown =>
  kind === 'done' ? (body as { output?: unknown } | null)?.output : body;

/** A long body is not sent with all the others: its row is asked for alone. */
const useWhole = (run: string, entry: JournalEntry | undefined) => {
  const { client, key } = useHub();
  const cut = entry?.cut !== undefined;
  const seq = entry?.seq ?? 0;
  const read = useRead(
    key('runs', 'journal', run, seq),
    (signal) =>
      answer(
        client.GET('/api/runs/{run}/journal', {
          signal,
          params: { path: { run }, query: { after: seq - 1, limit: 1 } },
        }),
      ),
    { enabled: cut },
  );
  return { entry: cut ? read.data?.items[0] : entry, problem: read.problem, reload: read.reload };
};

export const TaskData = ({ run, fact, entries }: DataProps) => {
  const t = useT();
  const last = entries.findLast(({ kind, key }) => key === fact.key && kind !== 'arrived');
  const whole = useWhole(run, last);
  const arrived = entries.filter(({ kind }) => kind === 'arrived');
  const failed = fact.state === 'failed';
  return (
    <>
      {failed && <p className={styles['reason']}>{fact.reason ?? t('runs.noReason')}</p>}
      {whole.problem !== null && (
        <Failure quiet what={t('runs.outputFailed')} problem={whole.problem} onRetry={whole.reload} />
      )}
      {whole.entry !== undefined && (!failed || reasonOf(whole.entry.body) !== null) && (
        <DataView title={t(failed ? 'runs.error' : 'runs.output')} value={outputOf(whole.entry)} />
      )}
      {arrived.map((entry) => (
        <DataView key={entry.seq} title={t('runs.event')} value={entry.body} />
      ))}
    </>
  );
};
