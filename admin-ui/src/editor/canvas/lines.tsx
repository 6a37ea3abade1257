import { memo } from 'react';
import { useT } from '../../messages/messages-context.tsx';
import { useHands } from './canvas-context.ts';
import { otherwise } from './draft-branches.ts';
import type { Line, Plus, Point } from './drawing.ts';
import { ViewportPortal } from './flow-surface.ts';
import { pathOf } from './line-path.ts';
import styles from './lines.module.css';

interface LinesProps {
  readonly lines: readonly Line[];
  /** Lines that the run took. */
  readonly taken: ReadonlySet<string>;
  readonly writes: boolean;
}

/** The ways from step to step, each with a plus where something can come in. */
export const Lines = memo(({ lines, taken, writes }: LinesProps) => (
  <ViewportPortal>
    <svg className={styles['lines']} width={1} height={1} aria-hidden>
      <defs>
        <marker
          id="jump-end"
          viewBox="0 0 8 8"
          refX={7}
          refY={4}
          markerWidth={8}
          markerHeight={8}
          orient="auto"
        >
          <path d="M0 0 8 4 0 8z" className={styles['arrow']} />
        </marker>
      </defs>
      {lines.map((line) => (
        <Way key={line.id} line={line} taken={taken.has(line.id)} writes={writes} />
      ))}
    </svg>
  </ViewportPortal>
));
Lines.displayName = 'Lines';

interface WayProps {
  readonly line: Line;
  readonly taken: boolean;
  readonly writes: boolean;
}

const Way = memo(({ line: { kind, points, label, labelAt, plus }, taken, writes }: WayProps) => {
  const t = useT();
  const path = pathOf(points);
  return (
    <g className={styles['way']} data-kind={kind} data-taken={taken || undefined}>
      <path
        d={path}
        className={styles['line']}
        {...(kind === 'jump' ? { markerEnd: 'url(#jump-end)' } : {})}
      />
      <path d={path} className={styles['reach']} />
      {labelAt !== null && (
        <Label
          at={labelAt}
          text={label.replace(otherwise, t('editor.canvas.otherwise'))}
          beside={kind === 'jump'}
        />
      )}
      {plus !== null && writes && <PlusMark plus={plus} />}
    </g>
  );
});
Way.displayName = 'Way';

const PlusMark = ({ plus }: { readonly plus: Plus }) => {
  const hands = useHands();
  return (
    <g
      className={`nopan ${styles['plus']}`}
      data-plus={plus.id}
      transform={`translate(${plus.x} ${plus.y})`}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => hands.add(plus)}
    >
      <circle r={14} className={styles['near']} />
      <circle r={9} className={styles['round']} />
      <path d="M-4 0H4M0 -4V4" className={styles['cross']} />
    </g>
  );
};

const longest = 24;
/** Of a letter, about: labels are sized by what they say and not measured. */
const letter = 6.4;

interface LabelProps {
  readonly at: Point;
  readonly text: string;
  /** It begins there instead of standing around it. */
  readonly beside: boolean;
}

const Label = ({ at, text, beside }: LabelProps) => {
  const shown = text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
  const width = shown.length * letter + 14;
  return (
    <g transform={`translate(${beside ? at.x + width / 2 - 6 : at.x} ${at.y})`} className={styles['label']}>
      <title>{text}</title>
      <rect x={-width / 2} y={-10} width={width} height={20} rx={4} />
      <text y={4} textAnchor="middle">
        {shown}
      </text>
    </g>
  );
};
