import { useT } from '../messages/messages-context.tsx';
import type { RunResult } from '../api/shapes.ts';
import { DataView } from './data-view.tsx';
import { RunStatus } from './run-status.tsx';
import { reasonOf } from './task-facts.ts';
import styles from './run-page.module.css';

/** What came of a run that has no page of its own. */
export const RunOutcome = ({ result }: { readonly result: RunResult }) => {
  const t = useT();
  return (
    <div role="status">
      <RunStatus run={{ status: result.status, wanted: null }} />
      {result.error !== undefined && (
        <p className={styles['reason']}>{reasonOf(result.error) ?? t('runs.noReason')}</p>
      )}
      {result.reason !== undefined && <p className={styles['reason']}>{result.reason}</p>}
      {result.output !== undefined && <DataView title={t('runs.output')} value={result.output} />}
    </div>
  );
};
