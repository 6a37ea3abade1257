import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useT } from '../messages/messages-context.tsx';
import type { HubList } from './use-list.ts';
import styles from './data-list.module.css';

export interface EmptyWords {
  readonly title: string;
  /** What this is and what it is good for. */
  readonly text: string;
  readonly action?: ReactNode;
}

export const EmptyList = <Item,>(props: { readonly list: HubList<Item>; readonly words: EmptyWords }) => {
  const t = useT();
  const { list, words } = props;
  if (list.narrowed) {
    return (
      <div className={styles['empty']} role="status">
        <h2>{t('list.nothing')}</h2>
        <p className="muted">{t('list.nothingText')}</p>
        <Button size="xs" variant="default" onClick={list.clear}>
          {t('list.clear')}
        </Button>
      </div>
    );
  }
  return (
    <div className={styles['empty']}>
      <h2>{words.title}</h2>
      <p className="muted">{words.text}</p>
      {words.action}
    </div>
  );
};
