import { Link } from '../location/router.tsx';
import { useT } from '../messages/messages-context.tsx';
import { PageHeader } from '../show/page-header.tsx';
import styles from './not-found-page.module.css';

const NotFoundPage = () => {
  const t = useT();
  return (
    <>
      <PageHeader title={t('notFound.title')} about={t('notFound.text')} />
      <p className={styles['way']}>
        <Link to="/">{t('notFound.home')}</Link>
      </p>
    </>
  );
};

export default NotFoundPage;
