import { useId } from 'react';
import { DiffView } from '../../flows/versions/diff-view.tsx';
import { useT } from '../../messages/messages-context.tsx';
import { unified } from '../assistant/unified.ts';
import { diffSigns } from '../canvas/mark-of-diff.tsx';
import type { FlowText } from '../document/flow-text.ts';
import { textOfStep } from '../step/text-of-step.ts';
import type { ComparedFlow, Difference, Stands } from './compared-flow.ts';
import styles from './version-canvas.module.css';

interface ListProps {
  readonly compared: ComparedFlow;
  readonly older: FlowText;
  readonly newer: FlowText;
  readonly same: boolean;
  /** The step that is chosen on the drawing. */
  readonly place: string | null;
  /** What is chosen that the drawing does not have. */
  readonly besides: string | null;
  onPlace(place: string): void;
  onBesides(key: string): void;
}

const keyOf = ({ older, newer }: Stands): string => `${older ?? ''} ${newer ?? ''}`;

/** All that differs, and the lines of what is chosen: before and after. */
export const DifferenceList = (props: ListProps) => {
  const { compared, older, newer, same, place, besides, onPlace, onBesides } = props;
  const t = useT();
  const heading = useId();
  const { differences, stands } = compared;
  const isChosen = (one: Difference): boolean =>
    one.drawn === null ? keyOf(one) === besides : one.drawn === place;
  const chosen = differences.find(isChosen);
  const shown: Stands | undefined = chosen ?? (place === null ? undefined : stands.get(place));
  return (
    <section className={styles['list']} aria-labelledby={heading}>
      <h3 id={heading} className={styles['title']}>
        {t('editor.compare.differences', { count: differences.length })}
      </h3>
      {differences.length === 0 ? (
        <p className="muted">{t(same ? 'flows.noDifference' : 'editor.compare.onlyText')}</p>
      ) : (
        <ul className={styles['differences']}>
          {differences.map((one) => (
            <li key={keyOf(one)}>
              <button
                type="button"
                aria-current={isChosen(one) || undefined}
                onClick={() => (one.drawn === null ? onBesides(keyOf(one)) : onPlace(one.drawn))}
              >
                <span className={styles['sign']} data-mark={one.mark} aria-hidden>
                  {diffSigns[one.mark]}
                </span>
                <span className="one-line">{one.name}</span>
                <span className="muted small">{t(`editor.canvas.diff.${one.mark}`)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {shown === undefined ? (
        differences.length > 0 && <p className="muted small">{t('editor.compare.choose')}</p>
      ) : (
        <Lines stands={shown} moved={chosen?.mark === 'moved'} older={older} newer={newer} />
      )}
    </section>
  );
};

interface LinesProps {
  readonly stands: Stands;
  readonly moved: boolean;
  readonly older: FlowText;
  readonly newer: FlowText;
}

const Lines = ({ stands, moved, older, newer }: LinesProps) => {
  const t = useT();
  const textAt = (flow: FlowText, place: string | null): string =>
    place === null ? '' : textOfStep(flow, place).trimEnd();
  const text = unified(textAt(older, stands.older), textAt(newer, stands.newer));
  if (text === '')
    return <p className="muted">{t(moved ? 'editor.compare.moved' : 'editor.compare.same')}</p>;
  return <DiffView text={text} />;
};
