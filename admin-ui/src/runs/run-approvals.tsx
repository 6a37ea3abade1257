import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import type { Run } from '../api/shapes.ts';
import { approvalPath } from '../approvals/approval-path.ts';
import { Link } from '../location/router.tsx';
import { IconApprovals } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { RelativeTime } from '../show/time.tsx';
import styles from './run-page.module.css';

interface ApprovalsProps {
  readonly run: Run;
  /** Changes whenever the run has gone on. */
  readonly at: number;
}

/** Whom the run waits for: the questions that it, or a flow that it has begun, has asked and nobody has answered yet. */
export const RunApprovals = ({ run, at }: ApprovalsProps) => {
  const t = useT();
  const may = useMay();
  const { client, key, space } = useHub();
  const goesOn = run.endedAt === null;
  const query = { run: run.run, state: 'open' as const, limit: 5, sort: 'createdAt' as const };
  const read = useRead(
    key('approvals', 'of-run', run.run, run.status, at),
    (signal) => answer(client.GET('/api/approvals', { signal, params: { query } })),
    // What a sub-flow asks is no news of this run.
    { enabled: goesOn && may('approvals.read'), fresh: true, everyMs: 5_000 },
  );
  const items = read.data?.items ?? [];
  if (!goesOn || items.length === 0) return null;
  return (
    <section className={styles['asks']} aria-labelledby="asks">
      <h2 id="asks" className={styles['errorTitle']}>
        <IconApprovals size={16} aria-hidden />
        {t('runs.asks')}
      </h2>
      <ul className={styles['questions']}>
        {items.map(({ id, question, group, expiresAt }) => (
          <li key={id}>
            <Link to={approvalPath(space, id)} className="link any-break">
              {question}
            </Link>{' '}
            <span className="muted any-break">
              {t('runs.asksGroup', { group: group.name })} · {t('approvals.expires')}:{' '}
              <RelativeTime at={expiresAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
};
