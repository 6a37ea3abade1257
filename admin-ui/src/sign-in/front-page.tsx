import { useEffect, type ReactNode } from 'react';
import { Link } from '../location/router.tsx';
import { useT } from '../messages/messages-context.tsx';
import { OtherLanguages } from '../messages/other-languages.tsx';
import styles from './front-page.module.css';

/** The pages in front of the door. */
export const FrontPage = (props: { readonly title: string; readonly children: ReactNode }) => {
  const t = useT();
  useEffect(() => {
    document.title = `${props.title} · App Connect`;
  }, [props.title]);
  return (
    <main className={styles['page']}>
      <div className={styles['box']}>
        <p className={styles['brand']}>
          <img src="/icon.svg" alt="" width={24} height={24} />
          App Connect
        </p>
        <h1>{props.title}</h1>
        {props.children}
        <div className={styles['foot']}>
          <Link to="/docs" className="link">
            {t('nav.reference')}
          </Link>
          <OtherLanguages />
        </div>
      </div>
    </main>
  );
};
