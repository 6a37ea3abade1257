import { Button } from '@mantine/core';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useT } from '../messages/messages-context.tsx';
import type { HubList } from './use-list.ts';
import styles from './data-list.module.css';

/** How far before its end the list is continued. */
const ahead = '600px';

/** Goes on by itself when its end comes near; the button is for whoever has come there without scrolling. */
export const ListFooter = <Item,>(props: { readonly list: HubList<Item> }) => {
  const t = useT();
  const { list } = props;
  const end = useRef<HTMLDivElement>(null);
  const { hasMore, loadingMore, problem } = list;
  const next = useEffectEvent(() => list.loadMore());
  useEffect(() => {
    // After a failure nothing is asked for by itself.
    if (end.current === null || !hasMore || loadingMore || problem !== null) return undefined;
    const observer = new IntersectionObserver(
      (seen) => {
        if (seen.some(({ isIntersecting }) => isIntersecting)) next();
      },
      { rootMargin: `0px 0px ${ahead} 0px` },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [hasMore, loadingMore, problem]);
  return (
    <div ref={end} className={styles['footer']}>
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
