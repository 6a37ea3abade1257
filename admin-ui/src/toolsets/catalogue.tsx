import { TextInput, Tooltip } from '@mantine/core';
import { useDeferredValue, useId, useMemo, useState } from 'react';
import type { Callable } from '../api/shapes.ts';
import { IconAdd, IconDone, IconNext, IconSearch } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { catalogueRows, openCatalogue, type CatalogueRow } from './catalogue-tree.ts';
import { dragType } from './drag-type.ts';
import { HintMark } from './hint-marks.tsx';
import { useFixedRows } from './use-fixed-rows.ts';
import styles from './toolsets.module.css';

interface CatalogueProps {
  readonly callables: readonly Callable[];
  /** Operations that are tools already. */
  readonly chosen: ReadonlySet<string>;
  readonly writes: boolean;
  onAdd(callables: readonly Callable[]): void;
}

/** As the style sheet has it. */
const rowHeight = 32;

/** All that can be a tool, as a tree that is searched; Enter adds what is marked. */
export const Catalogue = ({ callables, chosen, writes, onAdd }: CatalogueProps) => {
  const t = useT();
  const own = useId();
  const [typed, setTyped] = useState('');
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState<string | null>(null);
  const search = useDeferredValue(typed);
  const words = useMemo(() => ({ flows: t('nav.flows'), hub: t('toolsets.thisHub') }), [t]);
  const catalogue = useMemo(() => openCatalogue(callables, words), [callables, words]);
  const rows = useMemo(() => catalogueRows(catalogue, opened, search), [catalogue, opened, search]);
  const { frame, inFrame, first, last, show } = useFixedRows(rows.length, rowHeight);
  const at = Math.max(
    0,
    rows.findIndex(({ id }) => id === active),
  );
  const current = rows[at];

  const mark = (index: number): void => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (row === undefined) return;
    setActive(row.id);
    show(rows.indexOf(row));
  };
  const open = ({ id }: CatalogueRow, wanted: boolean): void =>
    setOpened((before) => {
      const next = new Set(before);
      if (wanted) next.add(id);
      else next.delete(id);
      return next;
    });
  const press = (row: CatalogueRow): void => {
    if (row.callable === null) open(row, !row.opened);
    else if (writes) onAdd(row.holds);
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (current === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (key === 'ArrowDown') mark(at + 1);
    else if (key === 'ArrowUp') mark(at - 1);
    else if (key === 'Home') mark(0);
    else if (key === 'End') mark(rows.length - 1);
    else if (key === 'PageDown') mark(at + 10);
    else if (key === 'PageUp') mark(at - 10);
    else if (key === 'ArrowRight') {
      if (current.callable !== null) return;
      if (current.opened) mark(at + 1);
      else open(current, true);
    } else if (key === 'ArrowLeft') {
      if (current.callable === null && current.opened && search === '') open(current, false);
      else mark(rows.findIndex(({ id }) => id === current.parent));
    } else if (key === 'Enter' || key === ' ') press(current);
    else if (key === '+' && writes) onAdd(current.holds);
    else return;
    event.preventDefault();
  };
  return (
    <section className={styles['catalogue']} aria-label={t('toolsets.catalogue')}>
      <div className={styles['head']}>
        <h2>{t('toolsets.catalogue')}</h2>
      </div>
      <TextInput
        type="search"
        size="xs"
        aria-label={t('toolsets.searchCatalogue')}
        placeholder={t('toolsets.searchCatalogue')}
        leftSection={<IconSearch size={14} />}
        value={typed}
        data-search-field
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          frame.current?.focus();
        }}
      />
      <p className="muted small">{t(writes ? 'toolsets.catalogueKeys' : 'toolsets.catalogueRead')}</p>
      {rows.length === 0 ? (
        <p className="muted" role="status">
          {t(callables.length === 0 ? 'toolsets.catalogueEmpty' : 'list.nothing')}
        </p>
      ) : (
        <div
          ref={inFrame}
          className={styles['tree']}
          role="tree"
          aria-label={t('toolsets.catalogue')}
          tabIndex={0}
          aria-activedescendant={current === undefined ? undefined : `${own}${at}`}
          onKeyDown={onKeyDown}
        >
          <div style={{ height: rows.length * rowHeight }} role="presentation">
            {drawn(first, last, at).map((index) => {
              const row = rows[index];
              return row === undefined ? null : (
                <Row
                  key={row.id}
                  row={row}
                  id={`${own}${index}`}
                  top={index * rowHeight}
                  active={index === at}
                  writes={writes}
                  done={row.holds.every(({ name }) => chosen.has(name))}
                  onPress={() => {
                    setActive(row.id);
                    if (row.callable === null) open(row, !row.opened);
                  }}
                  onAdd={() => {
                    setActive(row.id);
                    onAdd(row.holds);
                  }}
                />
              );
            })}
          </div>
        </div>
      )}
    </section>
  );
};

/** The marked row is drawn wherever one has scrolled to: a screen reader is told of it. */
const drawn = (first: number, last: number, active: number): number[] => {
  const indexes = Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at);
  return active >= first && active < last ? indexes : [...indexes, active].toSorted((a, b) => a - b);
};

interface RowProps {
  readonly row: CatalogueRow;
  readonly id: string;
  readonly top: number;
  readonly active: boolean;
  readonly writes: boolean;
  /** All of it is chosen already. */
  readonly done: boolean;
  onPress(): void;
  onAdd(): void;
}

const Row = ({ row, id, top, active, writes, done, onPress, onAdd }: RowProps) => {
  const t = useT();
  const { callable, label, holds, opened } = row;
  const add =
    callable === null ? t('toolsets.addAll', { count: holds.length, label }) : t('toolsets.add', { label });
  return (
    <div
      id={id}
      role="treeitem"
      className={styles['row']}
      style={{ top, paddingInlineStart: (row.level - 1) * 16 + 4 }}
      aria-level={row.level}
      aria-posinset={row.place}
      aria-setsize={row.beside}
      aria-selected={active}
      {...(callable === null && { 'aria-expanded': opened })}
      data-active={active || undefined}
      data-done={done || undefined}
      draggable={writes && !done}
      onDragStart={(event) => {
        event.dataTransfer.setData(dragType, JSON.stringify(holds.map(({ name }) => name)));
        event.dataTransfer.effectAllowed = 'copy';
      }}
      onClick={onPress}
      onDoubleClick={() => {
        if (callable !== null && writes && !done) onAdd();
      }}
    >
      {callable === null ? (
        <IconNext size={14} aria-hidden className={styles['fold']} data-open={opened || undefined} />
      ) : (
        <span className={styles['indent']} />
      )}
      <span
        className={styles['label']}
        title={callable === null ? label : `${callable.name}\n${callable.description}`}
      >
        {label}
        {callable !== null && <code className="muted"> {callable.name}</code>}
      </span>
      {callable === null ? (
        <span className="muted small">{holds.length}</span>
      ) : (
        <HintMark hints={callable.hints} />
      )}
      {done ? (
        <IconDone size={14} role="img" aria-hidden={false} aria-label={t('toolsets.isChosen')} />
      ) : (
        writes && (
          <Tooltip label={add}>
            <button
              type="button"
              className={styles['plus']}
              tabIndex={-1}
              aria-label={add}
              onClick={(event) => {
                event.stopPropagation();
                onAdd();
              }}
            >
              <IconAdd size={14} aria-hidden />
            </button>
          </Tooltip>
        )
      )}
    </div>
  );
};
