import { memo, type MouseEvent } from 'react';
import { Link, useNavigate } from '../location/router.tsx';
import type { Column, RowAction } from './columns.ts';
import { RowCheck } from './row-check.tsx';
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
  /** The page that the entry has, where it is more than a detail beside the list. */
  readonly to: string | undefined;
  /** Whether it is chosen; undefined where there is nothing to choose. */
  readonly selected: boolean | undefined;
  readonly selectable: boolean;
  measure(row: HTMLElement | null): void;
  onActive(index: number): void;
  onShow(id: string | null): void;
  onSelect(index: number, range: boolean): void;
}

const Row = <Item,>(props: RowProps<Item>) => {
  const { item, id, index, active, open, to, selected, columns, actions, measure } = props;
  const navigate = useNavigate();
  const toggle = (): void => props.onShow(open === true ? null : id);
  const clicked = (event: MouseEvent<HTMLElement>): void => {
    // A click on a control is for the control, and marking text is no click.
    const control = (event.target as HTMLElement).closest('button, a, input, label, select, [role=menu]');
    if (control !== null || window.getSelection()?.isCollapsed === false) return;
    if (to !== undefined) navigate(to);
    else if (open !== undefined) toggle();
  };
  return (
    <tr
      role="row"
      ref={measure}
      aria-rowindex={index + 2}
      className={styles['row']}
      data-index={index}
      data-selected={selected === true || undefined}
      data-opens={open !== undefined || to !== undefined || undefined}
      data-open={open === true || undefined}
      onClick={clicked}
      onFocus={() => props.onActive(index)}
    >
      {selected !== undefined && (
        <td role="cell" className={styles['select']}>
          {props.selectable && (
            <RowCheck
              name={props.name}
              index={index}
              checked={selected}
              reachable={active}
              onSelect={props.onSelect}
            />
          )}
        </td>
      )}
      {columns.map((column, place) => (
        <td role="cell" key={column.name} data-minor={column.minor}>
          {place > 0 ? (
            <>
              <span className={styles['label']} aria-hidden>
                {column.header}
              </span>
              <span className="any-break">{column.render(item)}</span>
            </>
          ) : to !== undefined ? (
            <Link to={to} className={styles['title']} row={{ id, reachable: active }}>
              {column.render(item)}
            </Link>
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
