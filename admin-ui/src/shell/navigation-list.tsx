import { useHub } from '../api/hub-context.tsx';
import { Link, usePath } from '../location/router.tsx';
import { spacePath } from '../location/space-path.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { navigation } from './navigation.ts';
import styles from './shell.module.css';

export const NavigationList = () => {
  const t = useT();
  const may = useMay();
  const path = usePath();
  const { space } = useHub();
  if (space === null) return null;
  return navigation.map((group) => {
    const entries = group.entries.filter(({ permission }) => may(permission));
    if (entries.length === 0) return null;
    return (
      <div key={group.label ?? 'first'}>
        {group.label !== null && <h2>{t(group.label)}</h2>}
        <ul>
          {entries.map(({ label, page, icon: Icon, badge: Badge }) => {
            const to = spacePath(space, page);
            return (
              <li key={page}>
                <Link
                  to={to}
                  className={styles['link']}
                  current={path === to || (page !== '' && path.startsWith(`${to}/`))}
                >
                  <Icon size={16} aria-hidden />
                  {t(label)}
                  {Badge !== undefined && <Badge />}
                </Link>
              </li>
            );
          })}
        </ul>
      </div>
    );
  });
};
