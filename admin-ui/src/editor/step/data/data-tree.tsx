import { TextInput } from '@mantine/core';
import { useDeferredValue, useId, useMemo, useState } from 'react';
import { IconNext, IconSearch } from '../../../look/icons.ts';
import { useT } from '../../../messages/messages-context.tsx';
import { isRedacted } from '../../../show/redacted.ts';
import { useFixedRows } from '../../../toolsets/use-fixed-rows.ts';
import { shortJson } from '../expression/short-json.ts';
import { pickType } from './pick-type.ts';
import { countOf, dataRows, pathOf, type DataRoot, type DataRow } from './tree-rows.ts';
import styles from './data.module.css';

interface Picks {
  /** Click and Enter. */
  pick(row: DataRow): void;
  /** Gives the path that is dragged. */
  drag(row: DataRow): string;
}

interface TreeProps {
  readonly label: string;
  readonly roots: readonly DataRoot[];
  /** Without them it is only looked at. */
  readonly picks?: Picks;
}

/** As the style sheet has it. */
const rowHeight = 26;
const mostHeight = 420;

/** Data as a tree that is searched; thousands of values cost as much as a screen of them. */
export const DataTree = ({ label, roots, picks }: TreeProps) => {
  const t = useT();
  const own = useId();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string> | null>(null);
  const [active, setActive] = useState<string | null>(null);
  const search = useDeferredValue(typed);
  // What stands alone stands open.
  const opened = useMemo(() => chosen ?? firstOpened(roots), [chosen, roots]);
  const { rows, cut } = useMemo(() => dataRows(roots, opened, search), [roots, opened, search]);
  const { frame, first, last, show } = useFixedRows(rows.length, rowHeight);
  const at = Math.max(
    0,
    rows.findIndex(({ id }) => id === active),
  );
  const current = rows[at];
  const open = ({ id }: DataRow, wanted: boolean): void => {
    const next = new Set(opened);
    if (wanted) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  const mark = (index: number): void => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (row === undefined) return;
    setActive(row.id);
    show(rows.indexOf(row));
  };
  const press = (row: DataRow): void => {
    setActive(row.id);
    if (picks !== undefined && row.more === 0) picks.pick(row);
    else if (row.branch) open(row, !row.opened);
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (current === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (key === 'ArrowDown') mark(at + 1);
    else if (key === 'ArrowUp') mark(at - 1);
    else if (key === 'Home') mark(0);
    else if (key === 'End') mark(rows.length - 1);
    else if (key === 'ArrowRight' && current.branch) {
      if (current.opened) mark(at + 1);
      else open(current, true);
    } else if (key === 'ArrowLeft') {
      if (current.opened && search === '') open(current, false);
      else mark(rows.findIndex(({ id }) => id === current.parent));
    } else if (key === 'Enter' || key === ' ') press(current);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const indexes = Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);
  const drawn = at >= first && at < last ? indexes : [...indexes, at].toSorted((one, other) => one - other);
  return (
    <div className={styles['data']}>
      <TextInput
        type="search"
        size="xs"
        aria-label={t('json.search')}
        placeholder={t('json.search')}
        leftSection={<IconSearch size={14} />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          frame.current?.focus();
        }}
      />
      {rows.length === 0 ? (
        <p className="muted" role="status">
          {search === '' ? t('json.empty') : t('json.nothing', { words: search })}
        </p>
      ) : (
        <div
          ref={frame}
          className={styles['tree']}
          style={{ height: Math.min(mostHeight, rows.length * rowHeight + 10) }}
          role="tree"
          aria-label={label}
          tabIndex={0}
          aria-activedescendant={`${own}${at}`}
          onKeyDown={onKeyDown}
        >
          <div style={{ height: rows.length * rowHeight }} role="presentation">
            {drawn.map((index) => {
              const row = rows[index];
              return row === undefined ? null : (
                <Row
                  key={row.id}
                  id={`${own}${index}`}
                  row={row}
                  top={index * rowHeight}
                  active={index === at}
                  picks={picks}
                  onFold={() => open(row, !row.opened)}
                  onPress={() => press(row)}
                />
              );
            })}
          </div>
        </div>
      )}
      {cut && <p className="muted small">{t('editor.step.data.cut')}</p>}
    </div>
  );
};

const firstOpened = (roots: readonly DataRoot[]): ReadonlySet<string> => {
  const [root] = roots;
  if (root === undefined) return new Set();
  return new Set(dataRows([root], new Set(), '').rows.map(({ id }) => id));
};

interface RowProps {
  readonly id: string;
  readonly row: DataRow;
  readonly top: number;
  readonly active: boolean;
  readonly picks: Picks | undefined;
  onFold(): void;
  onPress(): void;
}

const Row = ({ id, row, top, active, picks, onFold, onPress }: RowProps) => {
  const t = useT();
  const { branch, value, name, level, opened, more } = row;
  const path = pathOf(row);
  const size = Array.isArray(value) ? `[${countOf(value)}]` : `{${countOf(value)}}`;
  return (
    <div
      id={id}
      role="treeitem"
      aria-level={level}
      aria-selected={active}
      {...(branch && { 'aria-expanded': opened })}
      className={styles['row']}
      style={{ top, paddingInlineStart: (level - 1) * 14 + 4 }}
      data-active={active || undefined}
      data-picks={picks !== undefined || undefined}
      title={path}
      draggable={picks !== undefined && more === 0}
      onDragStart={(event) => {
        const dragged = picks?.drag(row) ?? path;
        event.dataTransfer.setData(pickType, dragged);
        event.dataTransfer.setData('text/plain', dragged);
        event.dataTransfer.effectAllowed = 'copy';
      }}
      // The field that the path goes into keeps its cursor.
      onMouseDown={(event) => {
        if (picks !== undefined && !(event.target instanceof SVGElement)) event.stopPropagation();
      }}
      onClick={onPress}
    >
      {more > 0 ? (
        <span className="muted">{t('editor.step.data.more', { count: more })}</span>
      ) : (
        <>
          {branch ? (
            <IconNext
              size={14}
              aria-hidden
              className={styles['fold']}
              data-open={opened || undefined}
              onClick={(event) => {
                event.stopPropagation();
                onFold();
              }}
            />
          ) : (
            <span className={styles['indent']} />
          )}
          <span className={styles['name']}>{name}</span>
          <span className={branch || value === undefined ? 'muted' : styles['value']}>
            {isRedacted(value)
              ? t('json.redacted')
              : value === undefined
                ? t('editor.step.data.unknown')
                : branch
                  ? size
                  : shortJson(value)}
          </span>
        </>
      )}
    </div>
  );
};
