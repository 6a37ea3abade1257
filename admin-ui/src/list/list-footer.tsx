import { Button } from '@mantine/core';
import { useT } from '../messages/messages-context.tsx';
import type { HubList } from './use-list.ts';
import styles from './data-list.module.css';

export const ListFooter = <Item,>(props: { readonly list: HubList<Item> }) => {
  const t = useT();
  const { list } = props;
  return (
    <div className={styles['footer']}>
      <span className="muted" role="status">
        {t(list.hasMore ? 'list.shownMore' : 'list.shown', { count: list.items.length })}
      </span>
      {list.hasMore && (
        <Button size="xs" variant="default" onClick={list.loadMore} loading={list.loadingMore}>
          {t('list.more')}
        </Button>
      )}
    </div>
  );
};
