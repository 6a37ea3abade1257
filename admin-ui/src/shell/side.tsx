import { IconReference, IconSearch } from '../look/icons.ts';
import { Link } from '../location/router.tsx';
import { useT } from '../messages/messages-context.tsx';
import { NavigationList } from './navigation-list.tsx';
import { commandKey } from './platform-keys.ts';
import { SpaceSwitcher } from './space-switcher.tsx';
import { UserMenu } from './user-menu.tsx';
import styles from './shell.module.css';

interface SideProps {
  onFind(): void;
  onHelp(): void;
}

export const Side = ({ onFind, onHelp }: SideProps) => {
  const t = useT();
  return (
    <nav className={styles['parts']} aria-label={t('shell.navigation')}>
      <SpaceSwitcher />
      <button className={styles['find']} onClick={onFind} aria-keyshortcuts="Control+K Meta+K">
        <IconSearch size={16} aria-hidden />
        {t('palette.open')}
        <kbd>{commandKey()} K</kbd>
      </button>
      <div className={styles['nav']}>
        <NavigationList />
      </div>
      <div>
        <Link to="/docs" className={styles['link']}>
          <IconReference size={16} aria-hidden />
          {t('nav.reference')}
        </Link>
        <UserMenu onHelp={onHelp} />
      </div>
    </nav>
  );
};
