import { IconDown, IconUp } from '../look/icons.ts';
import type { Column } from './columns.ts';
import styles from './data-list.module.css';

interface SortHeaderProps<Item> {
  readonly column: Column<Item>;
  readonly sort: string | null;
  onSort(sort: string | null): void;
}

/** Descending, ascending, and back to the order that the list has by itself. */
export const SortHeader = <Item,>({ column, sort, onSort }: SortHeaderProps<Item>) => {
  const field = column.sort;
  const order = sort === field ? 'ascending' : sort === `-${field}` ? 'descending' : undefined;
  const next = order === undefined ? `-${field}` : order === 'descending' ? (field ?? null) : null;
  const Arrow = order === 'ascending' ? IconUp : IconDown;
  return (
    <th
      role="columnheader"
      data-minor={column.minor}
      aria-sort={field === undefined ? undefined : order}
      style={column.width === undefined ? undefined : { width: column.width }}
    >
      {field === undefined ? (
        column.header
      ) : (
        <button className={styles['sort']} onClick={() => onSort(next)}>
          {column.header}
          {order !== undefined && <Arrow size={12} aria-hidden />}
        </button>
      )}
    </th>
  );
};
