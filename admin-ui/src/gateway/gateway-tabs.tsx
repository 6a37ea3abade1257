import type { Permission } from '../api/shapes.ts';
import { useHub } from '../api/hub-context.tsx';
import { Link } from '../location/router.tsx';
import type { MessageKey } from '../messages/translate.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { useTabInSight } from '../show/use-tab-in-sight.ts';
import { gatewayPath } from './gateway-path.ts';
import styles from './gateway.module.css';

interface GatewayTab {
  readonly page: string;
  readonly label: MessageKey;
  readonly permission: Permission;
}

/** The parts of the gateway: each is a page of its own. */
const tabs: readonly GatewayTab[] = [
  { page: '', label: 'gateway.routes', permission: 'traffic.read' },
  { page: 'services', label: 'gateway.services', permission: 'traffic.read' },
  { page: 'traffic', label: 'gateway.traffic', permission: 'traffic.read' },
  { page: 'consumers', label: 'consumers.all', permission: 'consumers.read' },
  { page: 'portal', label: 'portal.one', permission: 'space.read' },
];

export const GatewayTabs = ({ current }: { readonly current: string }) => {
  const t = useT();
  const may = useMay();
  const { space } = useHub();
  const row = useTabInSight<HTMLElement>(current);
  return (
    <nav ref={row} className={styles['tabs']} aria-label={t('gateway.parts')}>
      {tabs
        .filter(({ permission }) => may(permission))
        .map(({ page, label }) => (
          <Link key={page} to={gatewayPath(space, page)} className={styles['tab']} current={page === current}>
            {t(label)}
          </Link>
        ))}
    </nav>
  );
};
