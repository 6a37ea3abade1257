import { VisuallyHidden } from '@mantine/core';
import { Fragment, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useT } from '../messages/messages-context.tsx';
import type { DataListProps } from './data-list.tsx';
import { ListRow } from './list-row.tsx';
import { SortHeader } from './sort-header.tsx';
import { useRowWindow } from './use-row-window.ts';
import type { Selection } from './use-selection.ts';
import styles from './data-list.module.css';

const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: -Infinity,
  End: Infinity,
};

interface RowsProps<Item> extends DataListProps<Item> {
  /** None where there is nothing to choose. */
  readonly selection: Selection<Item> | undefined;
}

/** Arrow keys go from entry to entry, Enter opens; Tab leaves the list, it does not walk through all of it. */
export const ListRows = <Item,>(props: RowsProps<Item>) => {
  const { list, label, columns, selection } = props;
  const t = useT();
  const body = useRef<HTMLTableSectionElement>(null);
  const [active, setActive] = useState(0);
  const moved = useRef(false);
  const last = list.items.length - 1;
  const current = Math.min(active, last);
  const { rows, gapBelow, measure } = useRowWindow({ count: list.items.length, active: current, body });

  // The row that is gone to may not have been drawn until now.
  useLayoutEffect(() => {
    if (!moved.current) return;
    moved.current = false;
    body.current?.querySelector<HTMLElement>(`[data-index="${current}"] [data-row-title]`)?.focus();
  }, [current]);

  const move = (event: KeyboardEvent<HTMLElement>): void => {
    const step = steps[event.key];
    if (step === undefined || !(event.target as HTMLElement).hasAttribute('data-row-title')) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(current + step, last));
    moved.current = next !== current;
    setActive(next);
  };
  const width = columns.length + (props.actions === undefined ? 0 : 1) + (selection === undefined ? 0 : 1);
  const gap = (height: number) =>
    height > 0 && (
      <tr aria-hidden className={styles['gap']}>
        <td colSpan={width} style={{ height }} />
      </tr>
    );

  return (
    // Block layout on a narrow page takes the table's meaning away: the roles give it back.
    <table
      role="table"
      aria-label={label}
      aria-rowcount={list.hasMore ? -1 : list.items.length + 1}
      className={styles['table']}
      data-outdated={list.outdated || undefined}
      data-selects={selection === undefined ? undefined : true}
      onKeyDown={move}
    >
      <thead role="rowgroup">
        <tr role="row" aria-rowindex={1}>
          {selection !== undefined && (
            <th role="columnheader" className={styles['select']}>
              <label className={styles['check']}>
                <input
                  type="checkbox"
                  aria-label={t('bulk.selectAll')}
                  checked={selection.all}
                  ref={(box) => {
                    if (box !== null) box.indeterminate = selection.items.length > 0 && !selection.all;
                  }}
                  onChange={selection.toggleAll}
                />
              </label>
            </th>
          )}
          {columns.map((column) => (
            <SortHeader
              key={column.name}
              column={column}
              sort={list.sort}
              onSort={(sort) => list.set({ sort })}
            />
          ))}
          {props.actions !== undefined && (
            <th role="columnheader" className={styles['actions']}>
              <VisuallyHidden>{t('list.actions')}</VisuallyHidden>
            </th>
          )}
        </tr>
      </thead>
      <tbody role="rowgroup" ref={body}>
        {rows.map((row) => {
          const item = list.items[row.index];
          if (item === undefined) return null;
          const id = list.id(item);
          return (
            <Fragment key={id}>
              {gap(row.gap)}
              <ListRow
                item={item}
                id={id}
                index={row.index}
                name={props.nameOf(item)}
                columns={columns}
                actions={props.actions}
                active={row.index === current}
                to={props.linkTo?.(item)}
                open={props.opens === true ? list.open === id : undefined}
                selected={selection === undefined ? undefined : selection.may(item) && selection.has(id)}
                selectable={selection?.may(item) === true}
                measure={measure}
                onActive={setActive}
                onShow={list.show}
                onSelect={selection?.toggle ?? ignore}
              />
            </Fragment>
          );
        })}
        {gap(gapBelow)}
      </tbody>
    </table>
  );
};

const ignore = (): void => undefined;
