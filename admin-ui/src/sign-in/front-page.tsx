import { Button } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { Link } from '../location/router.tsx';
import { useMessages } from '../messages/messages-context.tsx';
import { languageNames } from '../messages/language-names.ts';
import { languages } from '../messages/translate.ts';
import styles from './front-page.module.css';

/** The pages in front of the door. */
export const FrontPage = (props: { readonly title: string; readonly children: ReactNode }) => {
  const { t, language, chooseLanguage } = useMessages();
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
          {languages
            .filter((one) => one !== language)
            .map((one) => (
              <Button
                key={one}
                size="compact-sm"
                variant="subtle"
                color="gray"
                onClick={() => chooseLanguage(one)}
              >
                <span lang={one}>{languageNames[one]}</span>
              </Button>
            ))}
        </div>
      </div>
    </main>
  );
};
