import { useHub } from '../../api/hub-context.tsx';
import type { TrafficStatus } from '../../api/shapes.ts';
import { Link } from '../../location/router.tsx';
import { IconServers } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import { StateMark } from '../../show/state-mark.tsx';
import { servicePath } from '../gateway-path.ts';
import { targetsOf } from '../service-pages/target-standing.ts';
import { TargetState } from '../service-pages/target-state.tsx';
import styles from './picture.module.css';

interface CardProps {
  readonly name: string;
  readonly status: TrafficStatus | undefined;
}

/** Where requests go in the end, and how each address is. */
export const UpstreamCard = ({ name, status }: CardProps) => {
  const t = useT();
  const { space } = useHub();
  const targets = targetsOf(status, name);
  return (
    <div className={styles['card']} data-upstream>
      <div className={styles['open']}>
        <span className={styles['title']}>
          <IconServers size={16} aria-hidden />
          <Link to={servicePath(space, name)} className="link">
            {name}
          </Link>
        </span>
        {targets.length === 0 && <StateMark tone="quiet">{t('gateway.standing.unknown')}</StateMark>}
        {targets.slice(0, 6).map(({ url, standing }) => (
          <span key={url} className={styles['target']}>
            <code className="any-break">{url}</code>
            <TargetState standing={standing} />
          </span>
        ))}
        {targets.length > 6 && (
          <span className="muted small">{t('gateway.more', { count: targets.length - 6 })}</span>
        )}
      </div>
    </div>
  );
};
