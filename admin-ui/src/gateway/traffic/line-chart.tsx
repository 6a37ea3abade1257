import { useId, useState } from 'react';
import { useMessages } from '../../messages/messages-context.tsx';
import { linePath, lonelyPoints } from './line-path.ts';
import styles from './traffic.module.css';

export interface Line {
  readonly label: string;
  readonly tone: 'live' | 'waiting' | 'failed' | 'quiet';
  /** Null where there is nothing to say. */
  readonly values: readonly (number | null)[];
}

interface ChartProps {
  readonly title: string;
  /** Beside the title: how it is now. */
  readonly now: string;
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  /** A top that is never gone below, so that little does not look like much. */
  readonly least: number;
  /** Days count, not minutes. */
  readonly long: boolean;
  say(value: number): string;
}

const [width, height] = [320, 72];

/** A few numbers over time. Pointer and arrow keys read single values; the table below has them all. */
export const LineChart = ({ title, now, times, lines, least, long, say }: ChartProps) => {
  const { t, language } = useMessages();
  const heading = useId();
  const [at, setAt] = useState<number | null>(null);
  const top = Math.max(least, ...lines.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const last = Math.max(1, times.length - 1);
  const x = (index: number): number => (index / last) * width;
  const y = (value: number): number => height - 2 - (value / top) * (height - 6);
  const clock = new Intl.DateTimeFormat(
    language,
    long
      ? { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' }
      : { hour: 'numeric', minute: '2-digit' },
  );
  // The ends of a long time are days; what is read at a point says its hour too.
  const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' });
  const endOf = (index: number): string => (long ? day : clock).format(times[index] ?? 0);
  const timeOf = (index: number): string => clock.format(times[index] ?? 0);
  const seek = (next: number): void => setAt(Math.max(0, Math.min(last, next)));
  const shown = at === null || times[at] === undefined ? null : at;
  return (
    <section className={styles['chart']} aria-labelledby={heading}>
      <div className={styles['chartHead']}>
        <h2 id={heading}>{title}</h2>
        <strong>{now}</strong>
      </div>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="slider"
        tabIndex={0}
        aria-labelledby={heading}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={shown ?? last}
        aria-valuetext={readout(lines, shown ?? last, { timeOf, say })}
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          seek(Math.round(((event.clientX - box.left) / box.width) * last));
        }}
        onPointerLeave={() => setAt(null)}
        onBlur={() => setAt(null)}
        onKeyDown={(event) => {
          const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[event.key];
          if (step === undefined) return;
          event.preventDefault();
          seek((shown ?? last) + step);
        }}
      >
        <line x1={0} x2={width} y1={height - 1} y2={height - 1} className={styles['ground']} />
        {lines.map(({ label, tone, values }) => (
          <g key={label} data-tone={tone}>
            <path d={linePath(values, x, y)} className={styles['line']} />
            <path d={linePath(lonelyPoints(values), x, y)} className={styles['dots']} />
          </g>
        ))}
        {shown !== null && (
          <line x1={x(shown)} x2={x(shown)} y1={0} y2={height} className={styles['cursor']} />
        )}
      </svg>
      <div className={styles['axis']} aria-hidden>
        <span>{endOf(0)}</span>
        <span>{t('gateway.chart.top', { value: say(top) })}</span>
        <span>{endOf(last)}</span>
      </div>
      <p className={styles['legend']}>
        {lines.map(({ label, tone, values }) => (
          <span key={label} data-tone={tone}>
            {label}
            {shown !== null && `: ${sayOr(values[shown], say)}`}
          </span>
        ))}
        {shown !== null && <span className="muted">{timeOf(shown)}</span>}
      </p>
    </section>
  );
};

const sayOr = (value: number | null | undefined, say: (value: number) => string): string =>
  value == null ? '–' : say(value);

interface Words {
  timeOf(index: number): string;
  say(value: number): string;
}

const readout = (lines: readonly Line[], at: number, { timeOf, say }: Words): string =>
  [timeOf(at), ...lines.map(({ label, values }) => `${label} ${sayOr(values[at], say)}`)].join(', ');
