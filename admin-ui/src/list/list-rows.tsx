import { VisuallyHidden } from '@mantine/core';
import { useState, type KeyboardEvent } from 'react';
import { useT } from '../messages/messages-context.tsx';
import type { DataListProps } from './data-list.tsx';
import { ListRow } from './list-row.tsx';
import { SortHeader } from './sort-header.tsx';
import styles from './data-list.module.css';

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };

/** Arrow keys go from entry to entry, Enter opens; Tab leaves the list, it does not walk through all of it. */
export const ListRows = <Item,>(props: DataListProps<Item>) => {
  const { list, label, columns } = props;
  const t = useT();
  const [active, setActive] = useState(0);
  const current = Math.min(active, list.items.length - 1);

  const move = (event: KeyboardEvent<HTMLElement>): void => {
    const titles = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row-title]')];
    const at = titles.indexOf(event.target as HTMLElement);
    const step = steps[event.key];
    if (at < 0) return;
    const to =
      event.key === 'Home'
        ? 0
        : event.key === 'End'
          ? titles.length - 1
          : step === undefined
            ? null
            : at + step;
    if (to === null) return;
    event.preventDefault();
    titles[Math.max(0, Math.min(to, titles.length - 1))]?.focus();
  };

  return (
    // Block layout on a narrow page takes the table's meaning away: the roles give it back.
    <table
      role="table"
      aria-label={label}
      className={styles['table']}
      data-outdated={list.outdated || undefined}
      onKeyDown={move}
    >
      <thead role="rowgroup">
        <tr role="row">
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
      <tbody role="rowgroup">
        {list.items.map((item, index) => (
          <ListRow
            key={list.id(item)}
            item={item}
            id={list.id(item)}
            index={index}
            name={props.nameOf(item)}
            columns={columns}
            actions={props.actions}
            active={index === current}
            open={props.opens === true ? list.open === list.id(item) : undefined}
            onActive={setActive}
            onShow={list.show}
          />
        ))}
      </tbody>
    </table>
  );
};
