import { Button, VisuallyHidden } from '@mantine/core';
import { useRef, useState, type KeyboardEvent } from 'react';
import { useFocusOnceDrawn } from '../list/use-focus-once-drawn.ts';
import { useRowWindow } from '../list/use-row-window.ts';
import { useMessages } from '../messages/messages-context.tsx';
import { durationText } from './duration.ts';
import { shownRows, startsOpen, type TimelineNode } from './timeline.ts';
import { TimelineRow } from './timeline-row.tsx';
import styles from './timeline.module.css';

interface TimelineProps {
  readonly nodes: readonly TimelineNode[];
  readonly from: number;
  /** The end of the run, or now. */
  readonly until: number;
  /** The task whose sheet is open. */
  readonly chosen: string | null;
  onChoose(id: string): void;
}

const keys: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: -Infinity,
  End: Infinity,
};

/** The tasks of a run under each other, each with a bar for its time; what holds tasks can be folded. */
export const TimelineView = ({ nodes, from, until, chosen, onChoose }: TimelineProps) => {
  const { t, language } = useMessages();
  const [folded, setFolded] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [active, setActive] = useState(0);
  const body = useRef<HTMLOListElement>(null);
  const focusOn = useFocusOnceDrawn(body);
  const isOpen = (node: TimelineNode): boolean => folded.get(node.id) ?? startsOpen(node);
  const rows = shownRows(nodes, isOpen);
  const last = rows.length - 1;
  const current = Math.max(0, Math.min(active, last));
  const drawn = useRowWindow({ count: rows.length, active: current, body });
  const fold = (node: TimelineNode, open: boolean): void =>
    setFolded((before) => new Map([...before, [node.id, open]]));
  const all = (open: boolean): void => setFolded(new Map(withChildren(nodes).map(({ id }) => [id, open])));

  const go = (next: number): void => {
    const target = Math.max(0, Math.min(next, last));
    setActive(target);
    focusOn(`[data-index="${target}"] [data-task]`);
  };
  const pressed = (event: KeyboardEvent): void => {
    const row = rows[current];
    if (row === undefined || !(event.target as HTMLElement).hasAttribute('data-task')) return;
    const step = keys[event.key];
    if (step !== undefined) go(current + step);
    else if (event.key === 'ArrowRight' && row.children.length > 0) fold(row, true);
    else if (event.key === 'ArrowLeft' && row.children.length > 0 && isOpen(row)) fold(row, false);
    else if (event.key === 'ArrowLeft')
      go(rows.findLastIndex((one, at) => at < current && one.depth < row.depth));
    else return;
    event.preventDefault();
  };

  const foldable = rows.some(({ children }) => children.length > 0);
  const span = until - from;
  return (
    <section className={styles['timeline']} aria-label={t('runs.timeline')}>
      <div className={styles['bar']}>
        <h2>{t('runs.timeline')}</h2>
        {foldable && (
          <>
            <Button size="compact-sm" variant="subtle" color="gray" onClick={() => all(true)}>
              {t('runs.openAll')}
            </Button>
            <Button size="compact-sm" variant="subtle" color="gray" onClick={() => all(false)}>
              {t('runs.foldAll')}
            </Button>
          </>
        )}
      </div>
      <div className={styles['axis']} aria-hidden>
        {ticks(span).map((at) => (
          <span key={at}>{durationText(language, at)}</span>
        ))}
      </div>
      <VisuallyHidden>{t('runs.timelineKeys')}</VisuallyHidden>
      <ol ref={body} className={styles['rows']} onKeyDown={pressed}>
        {drawn.rows.map(({ index, gap }) => {
          const node = rows[index];
          return node === undefined ? null : (
            <TimelineRow
              key={node.id}
              node={node}
              index={index}
              gap={gap}
              open={isOpen(node)}
              active={index === current}
              chosen={node.id === chosen}
              from={from}
              until={until}
              measure={drawn.measure}
              onFold={(open) => fold(node, open)}
              onActive={() => setActive(index)}
              onChoose={() => onChoose(node.id)}
            />
          );
        })}
        {drawn.gapBelow > 0 && <li aria-hidden style={{ height: drawn.gapBelow }} />}
      </ol>
    </section>
  );
};

/** Half a millisecond would be told as a whole one. */
const ticks = (span: number): readonly number[] => (span < 2 ? [0, span] : [0, span / 2, span]);

const withChildren = (nodes: readonly TimelineNode[]): TimelineNode[] =>
  nodes.flatMap((node) => (node.children.length > 0 ? [node, ...withChildren(node.children)] : []));
