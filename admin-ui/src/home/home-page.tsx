import { useHub } from '../api/hub-context.tsx';
import { useT } from '../messages/messages-context.tsx';
import { membershipOf, useMay, useMe } from '../session/me.ts';
import { PageHeader } from '../show/page-header.tsx';
import { Activity } from './activity.tsx';
import { GettingStarted } from './getting-started.tsx';
import styles from './home-page.module.css';

const HomePage = () => {
  const t = useT();
  const may = useMay();
  const { space } = useHub();
  const current = membershipOf(useMe().data, space);
  return (
    <>
      <PageHeader title={current?.name ?? t('nav.home')} about={t('home.about')} />
      <div className={styles['home']}>
        <GettingStarted />
        {may('audit.read') && <Activity />}
      </div>
    </>
  );
};

export default HomePage;
