import type { ReactNode } from 'react';
import { VisuallyHidden } from '@mantine/core';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { useLate } from '../show/use-late.ts';
import type { BulkAction } from './bulk-action.ts';
import { BulkBar } from './bulk-bar.tsx';
import type { Column, RowAction } from './columns.ts';
import { EmptyList, type EmptyWords } from './empty-list.tsx';
import { ListFooter } from './list-footer.tsx';
import { ListNews } from './list-news.tsx';
import { ListRows } from './list-rows.tsx';
import { ListSkeleton } from './list-skeleton.tsx';
import { ListToolbar } from './list-toolbar.tsx';
import type { HubList } from './use-list.ts';
import { useSelection } from './use-selection.ts';
import styles from './data-list.module.css';

export interface DataListProps<Item> {
  readonly list: HubList<Item>;
  readonly label: string;
  /** Kept between drawings, as `actions` is: a row is drawn again only when something of it has changed. */
  readonly columns: readonly Column<Item>[];
  /** What an entry is called in labels: "Actions for …". */
  readonly nameOf: (item: Item) => string;
  readonly empty: EmptyWords;
  readonly failed: string;
  readonly filters?: ReactNode;
  readonly searchable?: boolean;
  /** An entry has a detail. */
  readonly opens?: boolean;
  /** An entry has a page of its own. */
  readonly linkTo?: (item: Item) => string;
  readonly actions?: ((item: Item) => readonly RowAction<Item>[]) | undefined;
  /** What can be done to many entries at once. */
  readonly bulk?: readonly BulkAction<Item>[] | undefined;
}

/** The one list of the console: search, filters, order, paging, keyboard, and every state drawn. */
export const DataList = <Item,>(props: DataListProps<Item>) => {
  const { list, label, empty } = props;
  const t = useT();
  const bulk = props.bulk ?? [];
  const selection = useSelection(list, (item) => bulk.some((action) => action.applies(item)));
  const late = useLate(list.phase === 'loading');
  const first = list.phase === 'ready' && list.items.length === 0 && !list.narrowed;
  return (
    <div className={styles['list']} data-list>
      {!first && (
        <ListToolbar list={list} label={label} searchable={props.searchable ?? true}>
          {props.filters}
        </ListToolbar>
      )}
      <ListNews list={list} />
      {list.phase === 'ready' && list.problem !== null && (
        <div className={styles['notice']}>
          <Failure
            quiet
            what={t('list.stale')}
            problem={list.problem}
            onRetry={list.reload}
            retrying={list.busy}
          />
        </div>
      )}
      {list.phase === 'failed' && list.problem !== null && (
        <Failure what={props.failed} problem={list.problem} onRetry={list.reload} retrying={list.busy} />
      )}
      {list.phase === 'loading' && (
        <div role="status">
          <VisuallyHidden>{late ? t('loading') : ''}</VisuallyHidden>
          {late && <ListSkeleton columns={props.columns} />}
        </div>
      )}
      {list.phase === 'ready' && list.items.length > 0 && (
        <>
          <ListRows {...props} selection={selection.any ? selection : undefined} />
          <ListFooter list={list} />
        </>
      )}
      {list.phase === 'ready' && list.items.length === 0 && <EmptyList list={list} words={empty} />}
      <BulkBar list={list} selection={selection} actions={bulk} nameOf={props.nameOf} />
    </div>
  );
};
