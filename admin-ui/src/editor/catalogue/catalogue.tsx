import { TextInput } from '@mantine/core';
import { useDeferredValue, useId, useMemo, useState } from 'react';
import { useHub } from '../../api/hub-context.tsx';
import { SideSheet } from '../../form/side-sheet.tsx';
import { IconSearch } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import { Failure } from '../../show/failure.tsx';
import { openCatalogue } from '../../toolsets/catalogue-tree.ts';
import { useCallables } from '../../toolsets/use-callables.ts';
import { useFixedRows } from '../../toolsets/use-fixed-rows.ts';
import type { Callable, ConnectorEvent } from '../../api/shapes.ts';
import type { Spot } from '../document/flow-shape.ts';
import type { FlowEditor } from '../flow-editor.ts';
import { catalogueLines, firstChoice, nextLine, type Line } from './catalogue-lines.ts';
import { CatalogueLine } from './catalogue-line.tsx';
import type { NewStep } from './step-templates.ts';
import { useChoose } from './use-choose.ts';
import { useConnectorEvents } from './use-connector-events.ts';
import { useShelves, type Offers } from './use-shelves.ts';
import styles from './catalogue.module.css';

interface CatalogueProps {
  readonly editor: FlowEditor;
  /** Where the step goes. Null: the sheet is closed. */
  readonly spot: Spot | null;
  /** Ways to begin stand at the top where the flow has nothing yet that starts it. */
  readonly offers?: Offers;
  onClose(): void;
  /** Puts the step where the page wants it; at the spot when left out. */
  onAdd?(step: NewStep): void;
}

/** All that a step can be, in a sheet: searched, and added with Enter. */
export const Catalogue = (props: CatalogueProps) => {
  const t = useT();
  const { spot, offers = 'steps', onClose } = props;
  return (
    <SideSheet wide opened={spot !== null} title={t(titles[offers])} onClose={onClose}>
      {spot !== null && <Sheet {...props} spot={spot} />}
    </SideSheet>
  );
};

const titles = {
  steps: 'editor.catalogue.title',
  begins: 'editor.catalogue.beginTitle',
  events: 'editor.catalogue.eventsTitle',
} as const;

const searches = {
  steps: 'editor.catalogue.search',
  begins: 'editor.catalogue.beginSearch',
  events: 'editor.catalogue.eventsSearch',
} as const;

/** As the style sheet has it. */
const rowHeight = 44;
const none: readonly Callable[] = [];
const silent: readonly ConnectorEvent[] = [];

const Sheet = (props: CatalogueProps & { readonly spot: Spot }) => {
  const { editor, offers = 'steps' } = props;
  const t = useT();
  const own = useId();
  const { space } = useHub();
  const read = useCallables();
  const told = useConnectorEvents({ enabled: offers !== 'steps' });
  const onlyEvents = offers === 'events';
  const callables = onlyEvents ? none : (read.data ?? none);
  const [typed, setTyped] = useState('');
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState<string | null>(null);
  const search = useDeferredValue(typed);
  const { shape } = editor.state().flow;
  const words = useMemo(() => ({ flows: t('nav.flows'), hub: t('toolsets.thisHub') }), [t]);
  const catalogue = useMemo(() => openCatalogue(callables, words), [callables, words]);
  const shelves = useShelves({ callables, shape, space: space ?? '', offers, events: told.data ?? silent });
  const label = t('editor.catalogue.all');
  const bestLabel = t('editor.catalogue.best');
  const sought = t(searches[offers]);
  const lines = useMemo(
    () =>
      catalogueLines({
        ...{ shelves, catalogue, opened, search, label, bestLabel },
      }),
    [shelves, catalogue, opened, search, label, bestLabel],
  );
  const { frame, first, last, show } = useFixedRows(lines.length, rowHeight);
  const { choose, busy } = useChoose(props);
  const found = lines.findIndex(({ id }) => id === active);
  const at = found < 0 ? firstChoice(lines) : found;
  const current = lines[at];

  const mark = (index: number): void => {
    setActive(lines[index]?.id ?? null);
    show(index);
  };
  const fold = (line: Extract<Line, { kind: 'branch' }>, wanted: boolean): void => {
    const next = new Set(opened);
    if (wanted) next.add(line.id);
    else next.delete(line.id);
    setActive(line.id);
    setOpened(next);
  };
  const press = (line: Line): void => {
    if (line.kind === 'choice') choose(line.choice);
    else if (line.kind === 'branch') fold(line, !line.opened);
  };
  const onKeyDown = (event: React.KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing || current === undefined) return;
    const { key, currentTarget: field } = event;
    const page = (by: 1 | -1): number => {
      let index = at;
      for (let step = 0; step < 8; step += 1) index = nextLine(lines, index, by);
      return index;
    };
    const atEnd = field.selectionStart === field.value.length;
    if (key === 'ArrowDown') mark(nextLine(lines, at, 1));
    else if (key === 'ArrowUp') mark(nextLine(lines, at, -1));
    else if (key === 'PageDown') mark(page(1));
    else if (key === 'PageUp') mark(page(-1));
    else if (key === 'Enter') press(current);
    else if (key === 'ArrowRight' && atEnd && current.kind === 'branch') fold(current, true);
    else if (key === 'ArrowLeft' && field.selectionStart === 0 && current.kind === 'branch')
      fold(current, false);
    else return;
    event.preventDefault();
  };
  const indexes = Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);
  const drawn = at >= first && at < last ? indexes : [...indexes, at].toSorted((a, b) => a - b);
  return (
    <div className={styles['catalogue']}>
      <TextInput
        type="search"
        data-autofocus
        aria-label={sought}
        placeholder={sought}
        leftSection={<IconSearch size={16} />}
        autoComplete="off"
        spellCheck={false}
        role="combobox"
        aria-expanded
        aria-autocomplete="list"
        aria-controls={`${own}list`}
        aria-activedescendant={`${own}${at}`}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setActive(null);
          show(0);
        }}
        onKeyDown={onKeyDown}
      />
      <p className="muted small" role="status">
        {busy !== null
          ? t('editor.catalogue.adding', { name: busy })
          : onlyEvents
            ? told.data === undefined && told.busy
              ? t('loading')
              : ''
            : read.data === undefined && read.problem === null
              ? t('loading')
              : t('editor.catalogue.count', { count: callables.length })}
      </p>
      {read.problem !== null && !onlyEvents && (
        <Failure quiet what={t('editor.catalogue.failed')} problem={read.problem} onRetry={read.reload} />
      )}
      {told.problem !== null && (
        <Failure
          quiet
          what={t('editor.catalogue.eventsFailed')}
          problem={told.problem}
          onRetry={told.reload}
        />
      )}
      {lines.length === 0 ? (
        <p className="muted">
          {search.trim() === ''
            ? t('editor.catalogue.noEvents')
            : t('editor.catalogue.nothing', { words: search })}
        </p>
      ) : (
        <div
          ref={frame}
          id={`${own}list`}
          className={styles['list']}
          role="listbox"
          aria-label={t('editor.catalogue.title')}
        >
          <div style={{ height: lines.length * rowHeight }} role="presentation">
            {drawn.map((index) => {
              const line = lines[index];
              return line === undefined ? null : (
                <CatalogueLine
                  key={line.id}
                  id={`${own}${index}`}
                  line={line}
                  top={index * rowHeight}
                  active={index === at}
                  onPress={() => {
                    setActive(line.id);
                    press(line);
                  }}
                />
              );
            })}
          </div>
        </div>
      )}
    </div>
  );
};
