import { useT } from '../../messages/messages-context.tsx';
import { Failure } from '../../show/failure.tsx';
import { useCount, useShare } from '../use-numbers.ts';
import { useTrafficStatus } from '../use-traffic-status.ts';
import { targetsOf } from './target-standing.ts';
import { TargetState } from './target-state.tsx';
import styles from '../gateway.module.css';

/** How each address is at the moment, as the process sees it that answers. */
export const ServiceState = ({ name }: { readonly name: string }) => {
  const t = useT();
  const count = useCount();
  const share = useShare();
  const status = useTrafficStatus();
  const service = status.data?.services.find((one) => one.name === name);
  const targets = targetsOf(status.data, name);
  return (
    <div className={styles['content']}>
      {status.problem !== null && (
        <Failure quiet what={t('gateway.statusFailed')} problem={status.problem} onRetry={status.reload} />
      )}
      <p className="muted">{t('gateway.stateText')}</p>
      {status.data !== undefined && targets.length === 0 && <p>{t('gateway.notRunning')}</p>}
      {targets.length > 0 && (
        <div className={styles['scroll']} tabIndex={0} role="group" aria-label={t('gateway.addresses')}>
          <table className={styles['table']}>
            <thead>
              <tr>
                <th scope="col">{t('gateway.address')}</th>
                <th scope="col">{t('gateway.standing')}</th>
                <th scope="col">{t('gateway.underWay')}</th>
                <th scope="col">{t('gateway.requests')}</th>
                <th scope="col">{t('gateway.failures')}</th>
                <th scope="col">{t('gateway.lastCheck')}</th>
              </tr>
            </thead>
            <tbody>
              {targets.map((target) => (
                <tr key={target.url}>
                  <th scope="row" className={styles['roomy']}>
                    <code className="any-break">{target.url}</code>
                  </th>
                  <td>
                    <TargetState standing={target.standing} />
                  </td>
                  <td>{count(target.active)}</td>
                  <td>{count(target.requests)}</td>
                  <td>{share(target.failures, target.requests)}</td>
                  <td className={styles['roomy']}>{target.check ?? <span className="muted">–</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {service !== undefined && service.waiting > 0 && (
        <p>{t('gateway.waiting', { count: service.waiting })}</p>
      )}
    </div>
  );
};
