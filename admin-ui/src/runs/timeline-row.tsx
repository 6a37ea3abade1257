import { IconNext } from '../look/icons.ts';
import { useMessages } from '../messages/messages-context.tsx';
import { durationText } from './duration.ts';
import { TaskIcon, taskWords } from './task-state.tsx';
import { stepName } from './task-name.ts';
import type { TimelineNode } from './timeline.ts';
import { useWaitText } from './use-wait-text.ts';
import styles from './timeline.module.css';

interface RowProps {
  readonly node: TimelineNode;
  readonly index: number;
  /** The height of the rows above it that are not drawn. */
  readonly gap: number;
  readonly open: boolean;
  /** The one row that Tab reaches. */
  readonly active: boolean;
  readonly chosen: boolean;
  readonly from: number;
  readonly until: number;
  measure(row: HTMLElement | null): void;
  onFold(open: boolean): void;
  onActive(): void;
  onChoose(): void;
}

/** Narrower than this a bar is no bar. */
const leastPercent = 0.4;

export const TimelineRow = (props: RowProps) => {
  const { node, index, gap, open, active, from, until, measure } = props;
  const { t, language } = useMessages();
  const waitText = useWaitText();
  const { fact, state, children } = node;
  const span = Math.max(1, until - from);
  const ended = node.ended ?? until;
  const left = (100 * Math.max(0, node.began - from)) / span;
  const width = Math.max(leastPercent, (100 * (ended - node.began)) / span);
  const name = stepName(t, node.step);
  const took = durationText(language, ended - node.began);
  const word = t(taskWords[state]);
  // A failure goes outwards: it is told where it began.
  const reason = children.some((child) => child.troubled) ? null : (fact?.reason ?? null);
  const why = reason ?? (fact !== null && fact.ended === null ? waitText(fact.wait) : null);
  const folds = children.length > 0;
  return (
    <li
      ref={measure}
      className={styles['row']}
      style={{ marginTop: gap }}
      data-index={index}
      data-chosen={props.chosen || undefined}
    >
      <div className={styles['name']} style={{ paddingInlineStart: Math.min(node.depth, 8) * 16 }}>
        {folds ? (
          <button
            className={styles['fold']}
            tabIndex={-1}
            aria-expanded={open}
            aria-label={t(open ? 'runs.fold' : 'runs.open', { name })}
            onClick={() => props.onFold(!open)}
          >
            <IconNext size={14} aria-hidden />
          </button>
        ) : (
          <span className={styles['fold']} />
        )}
        <button
          className={styles['task']}
          data-task
          data-state={state}
          tabIndex={active ? 0 : -1}
          aria-haspopup="dialog"
          onFocus={props.onActive}
          onClick={props.onChoose}
        >
          <TaskIcon state={state} />
          <span className="one-line">{name}</span>
          {folds && !open && <span className="muted small">{t('runs.tasksIn', { count: node.size })}</span>}
          <span className={styles['said']}>
            {word}, {took}
          </span>
        </button>
      </div>
      <div className={styles['track']}>
        <span
          className={styles['span']}
          data-state={state}
          data-group={folds || undefined}
          data-waited={(fact?.wait !== null && fact?.wait !== undefined) || undefined}
          style={{ left: `${Math.min(left, 100 - leastPercent)}%`, width: `${Math.min(width, 100 - left)}%` }}
          title={`${word}, ${took}`}
        />
      </div>
      <span className={styles['took']} aria-hidden>
        {took}
      </span>
      {why !== null && (
        <p
          className={styles['why']}
          data-state={state}
          style={{ paddingInlineStart: Math.min(node.depth, 8) * 16 + 50 }}
        >
          {why}
        </p>
      )}
    </li>
  );
};
