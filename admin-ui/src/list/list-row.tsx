import { memo, type MouseEvent } from 'react';
import type { Column, RowAction } from './columns.ts';
import { RowMenu } from './row-menu.tsx';
import styles from './data-list.module.css';

interface RowProps<Item> {
  readonly item: Item;
  readonly id: string;
  readonly index: number;
  readonly name: string;
  readonly columns: readonly Column<Item>[];
  readonly actions: ((item: Item) => readonly RowAction<Item>[]) | undefined;
  /** The one entry that Tab reaches. */
  readonly active: boolean;
  /** Whether its detail is open; undefined where entries have none. */
  readonly open: boolean | undefined;
  onActive(index: number): void;
  onShow(id: string | null): void;
}

const Row = <Item,>(props: RowProps<Item>) => {
  const { item, id, active, open, columns, actions } = props;
  const toggle = (): void => props.onShow(open === true ? null : id);
  const clicked = (event: MouseEvent<HTMLElement>): void => {
    // A click on a control is for the control, and marking text is no click.
    const control = (event.target as HTMLElement).closest('button, a, input, select, [role=menu]');
    if (open !== undefined && control === null && window.getSelection()?.isCollapsed !== false) toggle();
  };
  return (
    <tr
      role="row"
      className={styles['row']}
      data-opens={open === undefined ? undefined : true}
      data-open={open === true || undefined}
      onClick={clicked}
      onFocus={() => props.onActive(props.index)}
    >
      {columns.map((column, place) => (
        <td role="cell" key={column.name} data-minor={column.minor}>
          {place > 0 ? (
            <>
              <span className={styles['label']} aria-hidden>
                {column.header}
              </span>
              <span className="any-break">{column.render(item)}</span>
            </>
          ) : open === undefined ? (
            <span className={styles['title']} tabIndex={active ? 0 : -1} data-row-title={id}>
              {column.render(item)}
            </span>
          ) : (
            <button
              className={styles['title']}
              tabIndex={active ? 0 : -1}
              data-row-title={id}
              aria-expanded={open}
              onClick={toggle}
            >
              {column.render(item)}
            </button>
          )}
        </td>
      ))}
      {actions !== undefined && (
        <td role="cell" className={styles['actions']}>
          <RowMenu item={item} name={props.name} actions={actions(item)} reachable={active} />
        </td>
      )}
    </tr>
  );
};

/** Memo forgets that the component has a type parameter: it is given back here. */
export const ListRow = memo(Row) as typeof Row;
