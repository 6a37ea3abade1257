import { Stack } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { useT } from '../messages/messages-context.tsx';
import { OtherLanguages } from '../messages/other-languages.tsx';
import styles from './link-layout.module.css';

/** For people who may have no account here: no way into the console, and no name of the space. */
export const LinkLayout = (props: { readonly title: string; readonly children: ReactNode }) => {
  const t = useT();
  useEffect(() => {
    document.title = `${t('approvals.one')} · App Connect`;
  }, [t]);
  return (
    <main className={styles['page']}>
      <div className={styles['box']}>
        <h1>{props.title}</h1>
        <Stack gap={16}>{props.children}</Stack>
        <div className={styles['foot']}>
          <span className="muted small">App Connect</span>
          <OtherLanguages />
        </div>
      </div>
    </main>
  );
};
