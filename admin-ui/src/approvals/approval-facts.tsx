import { useHub } from '../api/hub-context.tsx';
import type { Approval } from '../api/shapes.ts';
import { Link } from '../location/router.tsx';
import { spacePath } from '../location/space-path.ts';
import { useT } from '../messages/messages-context.tsx';
import { runPath } from '../runs/run-path.ts';
import { useMay } from '../session/me.ts';
import { ExactTime } from '../show/time.tsx';
import { ApprovalState } from './approval-state.tsx';
import styles from './approvals.module.css';

/** What there is to know of a question besides what it says. */
export const ApprovalFacts = ({ approval }: { readonly approval: Approval }) => {
  const t = useT();
  const may = useMay();
  const { space } = useHub();
  const { group, run } = approval;
  return (
    <dl className={styles['facts']}>
      <div>
        <dt>{t('approvals.state')}</dt>
        <dd>
          <ApprovalState approval={approval} />
        </dd>
      </div>
      <div>
        <dt>{t('approvals.group')}</dt>
        <dd className="any-break">
          {may('members.read') && !group.deleted ? (
            <Link to={spacePath(space ?? '', `members/${group.id}`)} className="link">
              {group.name}
            </Link>
          ) : (
            group.name
          )}
          {group.deleted && <span className="muted"> {t('approvals.groupDeleted')}</span>}
        </dd>
      </div>
      <div>
        <dt>{t('approvals.askedBy')}</dt>
        <dd className="any-break">
          {run === null ? (
            approval.askedBy.name
          ) : (
            <Link to={runPath(space, run.run)} className="link">
              {t('runs.runOf', { flow: run.flow ?? run.run.slice(-6) })}
            </Link>
          )}
        </dd>
      </div>
      <div>
        <dt>{t('approvals.asked')}</dt>
        <dd>
          <ExactTime at={approval.createdAt} />
        </dd>
      </div>
      <div>
        <dt>{t(approval.state === 'open' ? 'approvals.expires' : 'approvals.settled')}</dt>
        <dd>
          <ExactTime
            at={approval.state === 'open' ? approval.expiresAt : (approval.settledAt ?? approval.expiresAt)}
          />
        </dd>
      </div>
      {approval.hasLink && (
        <div>
          <dt>{t('approvals.link')}</dt>
          <dd>{t(approval.state === 'open' ? 'approvals.linkOpen' : 'approvals.linkSpent')}</dd>
        </div>
      )}
    </dl>
  );
};
